// Replay: two cursors over one list.
import type { Command, Failure, HistoryRow } from '@baton/core';
import type { Drain, WorkflowExecution } from './execution.ts';

/** Where the code and the history part. */
export interface NondeterminismReport {
  /** The event's place; the first one without a record, if the history ends there. */
  readonly seq: number;
  /** What the history has, e.g. `ActivityScheduled download (1)`; `null`: nothing. */
  readonly recorded: string | null;
  /** What the code asked for; `null`: nothing. */
  readonly replayed: string | null;
  /** A `NondeterminismError`, ready for `Storage.setBlocked`. */
  readonly failure: Failure;
}

export type ReplayResult =
  | {
      readonly kind: 'ok';
      /** Commands beyond the recorded ones: the decision that the last stimulus led to and that was not stored. */
      readonly pendingCommands: readonly Command[];
    }
  | { readonly kind: 'nondeterminism'; readonly report: NondeterminismReport };

/**
 * Brings a fresh execution to where its history ends.
 *
 * Rows of a closed run replay, too (for queries): its last event is matched with the code's last command.
 */
export declare function replayHistory(
  execution: WorkflowExecution,
  rows: readonly HistoryRow[],
  drain: Drain,
): Promise<ReplayResult>;
