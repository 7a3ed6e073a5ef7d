// The port of schedules to what lasts. Apart from `Storage`: whoever only owns runs has no use for it.
import type { Actor, Json, OverlapPolicy, RunId } from '@baton/core';

export interface FireOptions {
  /** Look at these now, if a tick of theirs waits: the run before may be over. */
  readonly also: readonly string[];
  /** For tests. Default: the database's clock. */
  readonly nowMs?: number;
}

export interface Fired {
  /** Schedules that were looked at. */
  readonly looked: number;
  /** Schedules that could not be looked at, for reasons that are not theirs. They stay due; the others went on. */
  readonly errors: readonly unknown[];
  /** The database's. */
  readonly nowMs: number;
  /** When the next one is due; null: none is. */
  readonly nextDueAtMs: number | null;
  /** Runs that ticks wait for, by schedule, of those that were looked at. */
  readonly waitingFor: ReadonlyMap<string, readonly RunId[]>;
}

export interface TriggerRequest {
  readonly scheduleId: string;
  readonly overlap: OverlapPolicy;
  readonly by: Actor;
  /** The same key again answers what the first call did. */
  readonly key: string | null;
}

/** What became of one tick that was asked for. `waiting`: it starts when the open run has ended. */
export type TickOutcome =
  | { readonly outcome: 'started' | 'alreadyRun'; readonly runId: RunId; readonly workflowId: string }
  | { readonly outcome: 'waiting' | 'skipped' }
  | { readonly outcome: 'failed'; readonly message: string };

export interface BackfillRequest {
  readonly scheduleId: string;
  readonly tickMs: readonly number[];
  readonly overlap: OverlapPolicy;
  readonly by: Actor;
}

export interface BackfillCounts {
  readonly started: number;
  /** These ticks have had their run. */
  readonly alreadyRun: number;
  readonly waiting: number;
  readonly skipped: number;
  readonly failed: number;
}

/** What a schedule starts, as its row says it. */
export interface ScheduleTarget {
  readonly workflow: string | null;
  readonly designId: string | null;
  /** Null: the latest that is published when the tick comes. */
  readonly designVersion: number | null;
  readonly taskQueue: string;
  readonly input: Json;
  readonly runTimeoutMs: number | null;
}

export interface ScheduleStore {
  /**
   * Does what is due: each schedule in one transaction that locks its row, starts its runs, records what became of its ticks and moves it on.
   * So a tick happens once, however many processes call this, and whenever one of them is killed.
   */
  fireDue(options: FireOptions): Promise<Fired>;
  /** Null: there is no such schedule. */
  trigger(request: TriggerRequest): Promise<TickOutcome | null>;
  /** Starts a run for each of these ticks that has had none. Null: there is no such schedule. */
  backfill(request: BackfillRequest): Promise<BackfillCounts | null>;
  /** Tells all processes that a schedule was changed. */
  changed(): void;
  /** Calls the listener when one was changed, anywhere; a hint, not to be relied on. Answers how to stop. */
  onChange(listener: () => void): () => void;
  /** Calls the listener when a run may have moved on; a hint. */
  onRuns(listener: (runs: readonly RunId[]) => void): () => void;
  /** Asks to be told of these runs. Answers how to stop. */
  followRuns(runs: readonly RunId[]): () => void;
}
