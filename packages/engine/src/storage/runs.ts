// What storage keeps of a run, and how one is started.
import type {
  Actor,
  Failure,
  InboxId,
  JsonObject,
  RunId,
  RunRef,
  RunStarted,
  RunStatus,
  WorkflowId,
} from '@baton/core';
import type { InboxBody } from './inbox.ts';

export interface RunRecord extends RunRef {
  readonly workflowId: WorkflowId;
  readonly workflow: string;
  readonly taskQueue: string;
  readonly status: RunStatus;
  readonly startedAtMs: number;
  readonly closedAtMs: number | null;
  readonly design: { readonly designId: string; readonly version: number } | null;
  /** Set while no worker can go on with it (nondeterminism, unknown workflow type). */
  readonly blocked: Failure | null;
  readonly nextRunId: RunId | null;
  readonly attributes: JsonObject;
  readonly by: Actor | null;
}

export interface StartRequest {
  readonly ref: RunRef;
  readonly event: RunStarted;
  readonly reusePolicy: 'allow' | 'reject';
  /** Signals put into the inbox in the same transaction (`signalWithStart`). */
  readonly signals: readonly InboxBody[];
}

export type StartOutcome =
  | { readonly kind: 'started'; readonly atMs: number; readonly inboxId: InboxId }
  /** The open (or, with `reject`, closed) run that has this workflow id. The caller compares the inputs. */
  | { readonly kind: 'exists'; readonly run: RunRecord };
