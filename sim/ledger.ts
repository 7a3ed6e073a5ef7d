// What really happened in the world outside, kept apart from the system that is judged.
import type { Json, RunRef } from '@baton/core';

/** A handler began. */
export interface Effect {
  readonly runId: string;
  readonly activityId: string;
  readonly name: string;
  readonly attempt: number;
  readonly epoch: number | null;
  readonly sessionId: string | null;
  /** Of which simulated process: `<worker key>#<incarnation>`. */
  readonly process: string;
  /** Names this beginning; results carry it. */
  readonly execution: number;
  readonly atMs: number;
  readonly checkpoint: Json | undefined;
}

/** A token that a handler has handed to the world. */
export interface HandedToken {
  readonly effect: Effect;
  readonly input: number;
  readonly activityToken: string;
  readonly attemptToken: string;
}

/** Something that a caller was told is done. */
export type Acknowledged = RunRef &
  (
    | { readonly kind: 'signal'; readonly requestId: string }
    | { readonly kind: 'update'; readonly updateId: string }
    | { readonly kind: 'completed'; readonly activityId: string; readonly value: Json }
    | { readonly kind: 'decided'; readonly activityId: string; readonly outcome: string }
    | { readonly kind: 'cancel' }
    | { readonly kind: 'terminated' }
  );

export interface Ledger {
  readonly effects: Effect[];
  readonly tokens: HandedToken[];
  /** Runs whose start was acknowledged, or may have been done. */
  readonly started: Map<string, RunRef>;
  readonly startedForSure: Set<string>;
  readonly acknowledged: Acknowledged[];
  /** Runs that somebody has, or may have, asked to stop. Whoever does so writes it down first. */
  readonly disturbed: Set<string>;
}

export function newLedger(): Ledger {
  return {
    effects: [],
    tokens: [],
    started: new Map(),
    startedForSure: new Set(),
    acknowledged: [],
    disturbed: new Set(),
  };
}
