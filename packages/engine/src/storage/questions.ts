// Questions to the code of a run: asked by a process that has none, answered by whoever owns the run's shard. They change nothing, so a
// question may be lost, asked again, or answered twice.
import type { ErrorCode, Json, RunRef, Shard } from '@baton/core';

export interface NewQuestion extends RunRef {
  /** From an earlier call: the same question once more. `null`: a new one. */
  readonly id: string | null;
  readonly taskQueue: string;
  readonly name: string;
  readonly args: readonly Json[];
  /** Nobody wants to know after this. */
  readonly expiresInMs: number;
}

/** What an owner is to answer. */
export interface OpenQuestion extends RunRef {
  readonly id: string;
  readonly name: string;
  readonly args: readonly Json[];
  /** The run has messages in its inbox that were acknowledged before the question was asked: the answer has to know of them. */
  readonly isBehind: boolean;
  /** The place of the run's next event. Who knows less of the run must read it again. */
  readonly nextSeq: number;
}

export type Answer =
  | { readonly kind: 'value'; readonly value: Json }
  | {
      readonly kind: 'refused';
      readonly code: ErrorCode;
      readonly message: string;
      readonly details: Json;
    };

/** Names a question to storage. */
export interface QuestionRef {
  readonly shard: Shard;
  readonly id: string;
}
