// What one decision appends and changes, all or nothing.
import type {
  ActivityId,
  CancelReason,
  ClosedStatus,
  EventBody,
  Failure,
  HumanTaskSpec,
  InboxId,
  Json,
  JsonObject,
  RecordedActivityOptions,
  RunRef,
  RunStarted,
  SessionId,
  SessionOptions,
  TimerId,
  WorkerId,
} from '@baton/core';
import type { InboxBody } from './inbox.ts';
import type { RunPrefix } from './runs.ts';

/** An activity that does not run inline. Made by the transition that schedules (or dispatches) it, deleted by the one that closes it. */
export interface NewActivityRow {
  readonly activityId: ActivityId;
  readonly name: string;
  readonly queue: string;
  readonly input: Json;
  readonly options: RecordedActivityOptions;
  readonly workflow: string;
  readonly workflowId: string;
  readonly label: string | null;
  readonly sessionId: SessionId | null;
  readonly human: HumanTaskSpec | null;
  readonly state: 'queued' | 'running' | 'async';
  /** Attempts begun, the running one included. */
  readonly attempt: number;
  readonly workerId: WorkerId | null;
  /** Not before (retry back-off). */
  readonly availableAtMs: number;
  readonly scheduledAtMs: number;
  readonly startedAtMs: number | null;
  readonly lastFailure: Failure | null;
  /** When each of its first attempts was lost with the process that owned the run: it has ended so many workers. Default: none. */
  readonly lostAtMs?: readonly number[];
}

export interface NextRun {
  readonly ref: RunRef;
  readonly event: RunStarted;
  /** Reset only. */
  readonly prefix?: RunPrefix;
  readonly messages?: readonly InboxBody[];
}

export interface Transition extends RunRef {
  /** The seq of the first event: the place that the append locks. */
  readonly seq: number;
  readonly atMs: number;
  /** Never empty. */
  readonly events: readonly EventBody[];
  readonly consume: readonly InboxId[];
  /** A wake row to put, when the run becomes active and has none; consumed by the transition after which nothing inline is open. */
  readonly addWake: InboxId | null;
  readonly addActivities: readonly NewActivityRow[];
  /** Rows deleted (with their heartbeat and human task closed as given). */
  readonly closeActivities: readonly {
    readonly activityId: ActivityId;
    readonly human: 'completed' | 'failed' | 'cancelled' | 'expired' | null;
  }[];
  /**
   * Told to whoever runs them; the row stays (cancellation `wait`) until they answer. Nobody runs a queued one: it is `done` at once, with an
   * `activityCancelled` in the inbox. Applied before `closeActivities`, so that `try` can do both.
   */
  readonly cancelActivities: readonly { readonly activityId: ActivityId; readonly reason: CancelReason }[];
  readonly addTimers: readonly { readonly timerId: TimerId; readonly fireAtMs: number }[];
  readonly removeTimers: readonly { readonly timerId: TimerId; readonly fireAtMs: number }[];
  readonly addSessions: readonly {
    readonly sessionId: SessionId;
    readonly options: SessionOptions;
    readonly taskQueue: string;
    readonly label: string | null;
  }[];
  /** Slot and reservation are free in the same transaction. */
  readonly releaseSessions: readonly SessionId[];
  /** To other runs: delivered at least once, deduplicated by key. Kept in the outbox until delivered. */
  readonly outbox: readonly OutboxBody[];
  /** All of the run's attributes from now on. */
  readonly attributes: JsonObject | null;
  /** Ends the run; everything it still has open (activities, timers, sessions, human tasks) goes in the same transaction. */
  readonly close: {
    readonly status: ClosedStatus;
    /** Continue-as-new or reset: the next run, started atomically. */
    readonly next: NextRun | null;
    /** What its owner believes is left to go with it. A storage may write quicker if that is so, and must find out if it isn't. */
    readonly leaves?: { readonly activities: boolean; readonly timers: boolean };
  } | null;
}

export type OutboxBody =
  | {
      readonly kind: 'startChild';
      readonly childId: string;
      readonly event: RunStarted;
      readonly ref: RunRef;
    }
  | {
      readonly kind: 'message';
      readonly workflowId: string | null;
      readonly to: RunRef | null;
      readonly body: InboxBody;
      readonly dedupKey: string;
    }
  | { readonly kind: 'terminate'; readonly to: RunRef; readonly reason: string };

/**
 * `conflict`: another writer was first, or the run is closed; drop the run from memory and read it again.
 * `unseen`: a closing (or activity-closing) transition met inbox rows it hasn't consumed; poll and decide again. Wake rows don't count, and a
 * run that ends `terminated` or `timedOut` never meets it: no code could decide otherwise. (But if another run goes on, that one is to have them.)
 */
export type CommitOutcome = 'committed' | 'conflict' | 'unseen';
