// What the run procedures answer.
import type { Design, Failure, HistoryEvent, Json, RunId, RunStatus } from '@baton/core';
import type { PendingActivity, RunRecord, SessionRecord } from '@baton/engine';
import type { TaskItem } from './human-tasks.ts';

export type { PendingActivity, SessionRecord };

export type WaitingFor = 'approval' | 'signal' | 'timer' | 'worker' | 'session';

export interface StartedRun {
  readonly runId: RunId;
  readonly workflowId: string;
  /** True: the open run with this workflow id and the same input was answered. */
  readonly alreadyRunning: boolean;
}

export interface RunItem {
  readonly runId: RunId;
  readonly workflowId: string;
  readonly workflow: string;
  readonly taskQueue: string;
  readonly design: { readonly designId: string; readonly version: number; readonly name: string } | null;
  readonly status: RunStatus;
  readonly startedAtMs: number;
  readonly closedAtMs: number | null;
  /** `person:<id>`, `key:<id>`, … */
  readonly by: string | null;
  /** `by` in words: a person's name, a key's name. */
  readonly byName: string | null;
  readonly blocked: Failure | null;
  /** One sentence, null for closed runs. */
  readonly waiting: string | null;
  /** It does something at this moment (or is about to), as `waiting` says. */
  readonly isBusy: boolean;
}
export interface RunPage {
  /** Fewer than asked for, or none, also before the end: see `searchedToMs`. */
  readonly items: readonly RunItem[];
  readonly nextCursor: string | null;
  /** The runs since then were looked through; the next page goes on from there. `null`: the page is full, or there are no older ones. */
  readonly searchedToMs: number | null;
}

export interface HistoryPage {
  readonly events: readonly HistoryEvent[];
  /** Of the last event here; 0 if there is none. */
  readonly lastSeq: number;
  /** There are more: ask `runs.history` with `afterSeq: lastSeq`. */
  readonly more: boolean;
}

/** What `replayHistory` and `baton replay` take. */
export interface RunHistory extends HistoryPage {
  readonly runId: string;
}

export interface RunDetail {
  readonly run: RunRecord;
  readonly byName: string | null;
  readonly history: HistoryPage;
  /** What stands in the activity table; inline activities are only in the history. */
  readonly pending: readonly PendingActivity[];
  readonly sessions: readonly SessionRecord[];
  /** Open human tasks of the run. */
  readonly tasks: readonly TaskItem[];
  /** The version that this run belongs to for life. */
  readonly design: {
    readonly designId: string;
    readonly version: number;
    readonly name: string;
    readonly document: Design;
  } | null;
  /** Runs that were made from the beginning of this one, latest first. What this one was made from is in its record. */
  readonly resets: readonly {
    readonly runId: RunId;
    readonly status: RunStatus;
    readonly startedAtMs: number;
  }[];
  /** Always one sentence of truth. */
  readonly waiting: string;
  readonly serverNowMs: number;
}

export interface SignalAnswer {
  readonly accepted: true;
  /** The same idempotency key was accepted before. */
  readonly duplicate: boolean;
}
export interface QueryAnswer {
  readonly value: Json;
}
export type UpdateAnswer = { readonly updateId: string; readonly runId: RunId } & (
  | { readonly status: 'completed'; readonly result: Json }
  /** Taken in, or waiting for a worker that can. Ask again with the same `updateId`. */
  | { readonly status: 'pending' }
);
export interface ResetAnswer {
  /** The new run, of the same workflow id. */
  readonly runId: RunId;
  readonly workflowId: string;
  /** The last event that was kept. */
  readonly keptSeq: number;
  /** The run was open, and is terminated now. */
  readonly terminated: boolean;
}
export interface EndAnswer {
  readonly accepted: true;
  /** The run was closed (or asked to stop) already. */
  readonly alreadyClosed: boolean;
}
