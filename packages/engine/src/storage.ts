// The one port of the engine to what lasts. Two adapters (memory, Postgres) and one conformance suite run on both.
//
// Safety rests on three rules which each adapter must keep:
//  1. `commit` is all or nothing, and refuses a second row of history at the same (shard, run, seq).
//  2. What comes from outside is written with the check that makes it valid (run open, activity open, attempt, epoch), atomically.
//  3. A closing transition is refused while the run has inbox rows that the transition doesn't consume.
// Leases only tell who should act; they are never what makes an act safe.
import type {
  Actor,
  ActivityId,
  CancelReason,
  ClosedStatus,
  EventBody,
  Failure,
  HistoryRow,
  HumanDecision,
  HumanTaskSpec,
  InboxId,
  Json,
  JsonObject,
  RecordedActivityOptions,
  RunId,
  RunRef,
  RunStarted,
  RunStatus,
  SessionFailureReason,
  SessionId,
  SessionOptions,
  Shard,
  TimerId,
  WorkerId,
  WorkerKey,
  WorkflowId,
} from '@baton/core';

// ---- runs -------------------------------------------------------------------------------------------------------------

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

// ---- inbox ------------------------------------------------------------------------------------------------------------

/** What comes from outside, until the owner consumes it in the transition that answers it. */
export type InboxBody =
  /**
   * The run has work that only its owner's memory holds (it has just been started, or has inline activities open). The row stays until the
   * run parks or closes, so that a new owner finds the run. Never an event.
   */
  | { readonly kind: 'wake' }
  | {
      readonly kind: 'signal';
      readonly name: string;
      readonly payload: Json;
      readonly requestId?: string;
      readonly by?: Actor;
    }
  | { readonly kind: 'cancel'; readonly reason: string; readonly by: Actor }
  | {
      readonly kind: 'update';
      readonly updateId: string;
      readonly name: string;
      readonly input: Json;
      readonly by?: Actor;
    }
  | {
      readonly kind: 'activityCompleted';
      readonly activityId: ActivityId;
      readonly result: Json;
      readonly by?: Actor;
      readonly completionKey?: string;
      readonly attempt?: number;
    }
  | {
      readonly kind: 'activityFailed';
      readonly activityId: ActivityId;
      readonly failure: Failure;
      readonly by?: Actor;
      readonly attempt?: number;
    }
  | { readonly kind: 'activityCancelled'; readonly activityId: ActivityId; readonly failure: Failure }
  | {
      readonly kind: 'activityHeartbeat';
      readonly activityId: ActivityId;
      readonly details: Json;
      readonly sequence: number;
    }
  | {
      readonly kind: 'sessionOpened';
      readonly sessionId: SessionId;
      readonly workerId: WorkerId;
      readonly workerKey: WorkerKey;
      readonly hostName: string;
      readonly epoch: number;
      readonly expiresAtMs: number;
    }
  | {
      readonly kind: 'sessionCreationFailed';
      readonly sessionId: SessionId;
      readonly reason: 'NO_WORKERS' | 'ALL_BUSY' | 'UNSATISFIABLE';
      readonly position: number | null;
      readonly message: string;
    }
  | {
      readonly kind: 'sessionFailed';
      readonly sessionId: SessionId;
      readonly reason: SessionFailureReason;
      readonly message: string;
    }
  | { readonly kind: 'sessionSuspended'; readonly sessionId: SessionId; readonly epoch: number }
  | {
      readonly kind: 'sessionReestablished';
      readonly sessionId: SessionId;
      readonly workerId: WorkerId;
      readonly hostName: string;
      readonly epoch: number;
    }
  | { readonly kind: 'childStarted'; readonly childId: string; readonly runId: RunId }
  | { readonly kind: 'childStartFailed'; readonly childId: string; readonly failure: Failure }
  | { readonly kind: 'childCompleted'; readonly childId: string; readonly result: Json }
  | { readonly kind: 'childFailed'; readonly childId: string; readonly failure: Failure };

export interface InboxRow extends RunRef {
  /** Time-ordered: rows of one run are consumed in this order. */
  readonly id: InboxId;
  readonly body: InboxBody;
}

export interface InboxMessage extends RunRef {
  readonly body: InboxBody;
  /** The same key is put once per run while the run is open (a consumed key is found in the history by the engine). */
  readonly dedupKey: string | null;
}

export type PutOutcome = 'accepted' | 'duplicate' | 'runClosed' | 'runNotFound';

/** What an owner holds: shards by task queue. */
export type OwnedShards = ReadonlyMap<string, readonly Shard[]>;

// ---- transitions ------------------------------------------------------------------------------------------------------

export type ActivityRowState = 'queued' | 'running' | 'async' | 'done';

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
  /** Told to whoever runs them; the row stays (cancellation `wait`) until they answer. */
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
  readonly attributes: JsonObject | null;
  /** Ends the run; everything it still has open (activities, timers, sessions, human tasks) goes in the same transaction. */
  readonly close: {
    readonly status: ClosedStatus;
    /** Continue-as-new: the next run, started atomically. */
    readonly next: { readonly ref: RunRef; readonly event: RunStarted } | null;
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
 * `conflict`: another writer was first; drop the run from memory and read it again.
 * `unseen`: a closing (or activity-closing) transition met inbox rows it hasn't consumed; poll and decide again.
 */
export type CommitOutcome = 'committed' | 'conflict' | 'unseen';

// ---- activities -------------------------------------------------------------------------------------------------------

/** What a worker gets to run one attempt. */
export interface ActivityTask extends RunRef {
  readonly activityId: ActivityId;
  readonly name: string;
  readonly input: Json;
  readonly options: RecordedActivityOptions;
  readonly workflow: string;
  readonly workflowId: string;
  readonly attempt: number;
  readonly sessionId: SessionId | null;
  readonly epoch: number;
  readonly scheduledAtMs: number;
  readonly startedAtMs: number;
  /** Details of the last heartbeat of an earlier attempt. */
  readonly checkpoint: Json | undefined;
  readonly lastFailure: Failure | null;
}

export interface PendingActivity extends RunRef {
  readonly activityId: ActivityId;
  readonly name: string;
  readonly label: string | null;
  readonly queue: string;
  readonly state: ActivityRowState;
  readonly attempt: number;
  readonly epoch: number;
  readonly sessionId: SessionId | null;
  readonly workerId: WorkerId | null;
  readonly scheduledAtMs: number;
  readonly availableAtMs: number;
  readonly startedAtMs: number | null;
  readonly options: RecordedActivityOptions;
  readonly lastFailure: Failure | null;
  readonly cancelRequested: CancelReason | null;
  readonly heartbeat: { readonly atMs: number; readonly sequence: number; readonly details: Json } | null;
}

/** Which attempt is meant: by activity token (`attempt` and `epoch` null: any) or by attempt token. */
export interface ActivityTarget extends RunRef {
  readonly activityId: ActivityId;
  readonly attempt: number | null;
  readonly epoch: number | null;
}

export type ActivityAnswer =
  | { readonly kind: 'ok' }
  /** The same completion key was accepted before. */
  | { readonly kind: 'alreadyCompleted' }
  | {
      readonly kind: 'refused';
      readonly code:
        | 'ACTIVITY_CLOSED'
        | 'RUN_CLOSED'
        | 'RUN_NOT_FOUND'
        | 'STALE_ATTEMPT'
        | 'STALE_EPOCH'
        | 'ALREADY_COMPLETED'
        | 'NOT_CANCELLED';
    };

/** How an attempt ended, if not well: tried again later, or for good. Computed by `afterFailure` in core. */
export type AttemptEnd =
  | { readonly kind: 'retry'; readonly failure: Failure; readonly availableAtMs: number }
  | { readonly kind: 'final'; readonly failure: Failure };

export interface HeartbeatRequest extends ActivityTarget {
  readonly details: Json | undefined;
  /** Rises within an attempt; a lower one never overwrites. */
  readonly sequence: number;
}
export type HeartbeatAnswer =
  | { readonly kind: 'ok'; readonly cancelRequested: CancelReason | null }
  | {
      readonly kind: 'refused';
      readonly code: 'ACTIVITY_CLOSED' | 'RUN_CLOSED' | 'RUN_NOT_FOUND' | 'STALE_ATTEMPT' | 'STALE_EPOCH';
    };

/** An activity whose deadline has passed, as found by the sweep. */
export interface OverdueActivity extends PendingActivity {
  readonly timeout:
    'startToClose' | 'scheduleToClose' | 'scheduleToStart' | 'heartbeat' | 'asyncTimeout' | 'asyncHeartbeat';
}

// ---- workers, leases, sessions ----------------------------------------------------------------------------------------

export interface WorkerRegistration {
  readonly workerId: WorkerId;
  readonly workerKey: WorkerKey;
  readonly hostName: string;
  readonly pid: number;
  readonly taskQueues: readonly string[];
  readonly workflows: readonly string[];
  /** With JSON schemas, for the designer. */
  readonly activities: readonly {
    readonly name: string;
    readonly description: string | null;
    readonly input: Json;
    readonly output: Json;
  }[];
  readonly maxConcurrentActivities: number;
  readonly sessions: {
    readonly maxConcurrentSessions: number;
    readonly resources: { readonly [resource: string]: number };
  } | null;
  readonly leaseMs: number;
  /** Engine workers lease shards; remote ones and activity-only ones don't. */
  readonly ownsRuns: boolean;
  readonly version: string;
}

export interface WorkerRecord extends WorkerRegistration {
  readonly state: 'active' | 'draining' | 'stopped' | 'lost';
  readonly startedAtMs: number;
  readonly leaseUntilMs: number;
  readonly openSessions: number;
}

/** The answer to the one heartbeat statement of a worker. */
export interface LeaseAnswer {
  /** Database time when it was answered; the difference to the local clock is kept. */
  readonly nowMs: number;
  /** False: the lease was lost (declared lost, or taken over). Stop owning, register again. */
  readonly held: boolean;
  /** Shards owned per task queue, after this call took its fair share and gave up what is too much. */
  readonly shards: readonly { readonly taskQueue: string; readonly shard: Shard; readonly epoch: number }[];
}

export interface SessionRecord extends RunRef {
  readonly sessionId: SessionId;
  readonly label: string | null;
  readonly taskQueue: string;
  readonly state: 'requested' | 'open' | 'suspended' | 'failed' | 'closed';
  readonly epoch: number;
  readonly workerId: WorkerId | null;
  readonly workerKey: WorkerKey | null;
  readonly hostName: string | null;
  readonly options: SessionOptions;
  readonly requestedAtMs: number;
  readonly openedAtMs: number | null;
  readonly expiresAtMs: number | null;
  readonly closedAtMs: number | null;
  readonly reason: string | null;
  /** Place in the queue of those who wait, from 1. */
  readonly position: number | null;
}

// ---- human tasks ------------------------------------------------------------------------------------------------------

export type HumanTaskState = 'open' | 'claimed' | 'completed' | 'failed' | 'cancelled' | 'expired';

export interface HumanTaskRecord extends RunRef {
  readonly activityId: ActivityId;
  readonly workflow: string;
  readonly workflowId: string;
  readonly spec: HumanTaskSpec;
  readonly state: HumanTaskState;
  readonly claimedBy: string | null;
  readonly createdAtMs: number;
  readonly dueAtMs: number | null;
  readonly closedAtMs: number | null;
  readonly decision: HumanDecision | null;
  readonly requestedBy: Actor | null;
}

/** Who may decide has been checked by the caller from the record; storage checks the state, first wins, and records. */
export interface HumanDecide extends RunRef {
  readonly activityId: ActivityId;
  readonly decision:
    | { readonly kind: 'complete'; readonly decision: HumanDecision }
    | { readonly kind: 'fail'; readonly failure: Failure; readonly by: string; readonly at: string };
  /** A repeat with the same key answers as the first did. */
  readonly idempotencyKey: string;
  readonly actor: Actor;
  readonly audit: JsonObject;
}
export type HumanDecideOutcome =
  | { readonly kind: 'recorded' }
  | { readonly kind: 'repeated' }
  /** Somebody (or the run's end) was first. */
  | { readonly kind: 'closed'; readonly task: HumanTaskRecord }
  | { readonly kind: 'notFound' };

// ---- the port ---------------------------------------------------------------------------------------------------------

export interface Storage {
  // Runs and history
  startRun(request: StartRequest): Promise<StartOutcome>;
  commit(transition: Transition): Promise<CommitOutcome>;
  readRun(ref: RunRef): Promise<RunRecord | null>;
  /** The open run of a workflow id, else the latest closed one. */
  findRun(workflowId: string): Promise<RunRecord | null>;
  readHistory(ref: RunRef, afterSeq: number, limitRows?: number): Promise<readonly HistoryRow[]>;
  readHistories(refs: readonly RunRef[]): Promise<ReadonlyMap<RunId, readonly HistoryRow[]>>;
  setBlocked(ref: RunRef, blocked: Failure | null): Promise<void>;

  // Inbox and outbox
  put(message: InboxMessage): Promise<PutOutcome>;
  /**
   * Unconsumed rows of these shards with `id > after`, oldest first. Ids are UUIDv7 by database time; the owner passes a cursor some seconds
   * behind what it has seen (ids may commit out of order) and drops what it knows; every 30 s it scans from the start.
   */
  pollInbox(owned: OwnedShards, after: InboxId | null, limit: number): Promise<readonly InboxRow[]>;
  pollOutbox(
    shards: readonly Shard[],
    limit: number,
  ): Promise<readonly { readonly id: string; readonly from: RunRef; readonly body: OutboxBody }[]>;
  removeOutbox(shard: Shard, id: string): Promise<void>;

  // Timers
  dueTimers(
    owned: OwnedShards,
    untilMs: number,
    limit: number,
  ): Promise<readonly (RunRef & { readonly timerId: TimerId; readonly fireAtMs: number })[]>;

  // Activities
  claimActivities(
    workerId: WorkerId,
    queues: readonly string[],
    names: readonly string[],
    limit: number,
  ): Promise<readonly ActivityTask[]>;
  completeActivity(
    target: ActivityTarget,
    result: Json,
    meta: { readonly by?: Actor; readonly completionKey?: string },
  ): Promise<ActivityAnswer>;
  /** Ends the attempt. `final` puts `activityFailed` into the inbox. `checkpoint`: last details, flushed with the failure. */
  endAttempt(
    target: ActivityTarget,
    end: AttemptEnd,
    meta: { readonly by?: Actor; readonly checkpoint?: Json; readonly sequence?: number },
  ): Promise<ActivityAnswer>;
  reportCancelled(target: ActivityTarget, failure: Failure): Promise<ActivityAnswer>;
  /** The attempt stays open, the slot is free. */
  makeAsync(target: ActivityTarget): Promise<ActivityAnswer>;
  heartbeat(requests: readonly HeartbeatRequest[]): Promise<readonly HeartbeatAnswer[]>;
  readActivity(ref: RunRef, activityId: ActivityId): Promise<PendingActivity | null>;
  pendingActivities(ref: RunRef): Promise<readonly PendingActivity[]>;
  overdueActivities(shards: readonly Shard[], limit: number): Promise<readonly OverdueActivity[]>;
  /** Cancel requests for attempts that this worker runs, since the last call. */
  cancelRequests(
    workerId: WorkerId,
  ): Promise<readonly (ActivityTarget & { readonly reason: CancelReason })[]>;

  // Workers, leases, sessions
  registerWorker(
    registration: WorkerRegistration,
  ): Promise<{ readonly nowMs: number } | { readonly refused: 'KEY_IN_USE' }>;
  heartbeatWorker(workerId: WorkerId): Promise<LeaseAnswer>;
  releaseWorker(workerId: WorkerId, how: 'draining' | 'stopped'): Promise<void>;
  /**
   * Declares workers whose lease has passed lost: their attempts end (retried by policy, session ones cancelled), their sessions fail or are
   * suspended with an inbox row each, their shards are free. Answers who was lost.
   */
  reapWorkers(): Promise<readonly WorkerId[]>;
  listWorkers(): Promise<readonly WorkerRecord[]>;
  /** Opens waiting sessions on this worker, oldest first, as many as fit; an inbox row each. */
  claimSessions(
    workerId: WorkerId,
    queues: readonly string[],
    limit: number,
  ): Promise<readonly SessionRecord[]>;
  /** Session deadlines (creation, execution, idle, re-establish) that have passed: ends them with an inbox row each; answers how many. */
  sweepSessions(shards: readonly Shard[]): Promise<number>;
  failSession(sessionId: SessionId, reason: SessionFailureReason, message: string): Promise<boolean>;
  listSessions(filter: {
    readonly runId?: RunId;
    readonly workerId?: WorkerId;
    readonly open?: boolean;
    readonly limit: number;
  }): Promise<readonly SessionRecord[]>;

  // Human tasks
  readHumanTask(ref: RunRef, activityId: ActivityId): Promise<HumanTaskRecord | null>;
  decideHumanTask(request: HumanDecide): Promise<HumanDecideOutcome>;
  claimHumanTask(
    ref: RunRef,
    activityId: ActivityId,
    by: string | null,
    actor: Actor,
    expected: 'open' | 'claimed',
  ): Promise<HumanTaskRecord | null>;

  /** Wake-ups: hints only. Called with what may have something new; never relied on. */
  onHint(listener: (hint: Hint) => void): () => void;
  /** The database's clock. */
  now(): Promise<number>;
  close(): Promise<void>;
}

export type Hint =
  | { readonly kind: 'inbox'; readonly shards: readonly Shard[] }
  | { readonly kind: 'queue'; readonly queues: readonly string[] }
  | { readonly kind: 'cancel'; readonly workerId: WorkerId }
  | { readonly kind: 'session'; readonly queues: readonly string[] }
  | { readonly kind: 'history'; readonly runs: readonly RunId[] };
