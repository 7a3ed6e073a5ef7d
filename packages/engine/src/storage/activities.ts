// Activities that have a row of their own, and what may be said about their attempts.
import type {
  ActivityId,
  CancelReason,
  Failure,
  Json,
  LimitView,
  RecordedActivityOptions,
  RunRef,
  SessionId,
  WorkerId,
  WorkerKey,
} from '@baton/core';

export type ActivityRowState = 'queued' | 'running' | 'async' | 'done';

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
  /** What people call that worker, where activities are listed. */
  readonly workerKey: WorkerKey | null;
  readonly scheduledAtMs: number;
  readonly availableAtMs: number;
  readonly startedAtMs: number | null;
  readonly options: RecordedActivityOptions;
  readonly lastFailure: Failure | null;
  readonly cancelRequested: CancelReason | null;
  /** Nobody runs it, because it ended its workers: see poison.ts. */
  readonly poisoned: boolean;
  /** The limit that has no room for it now. */
  readonly limitedBy: LimitView | null;
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
  | {
      readonly kind: 'retry';
      readonly failure: Failure;
      readonly availableAtMs: number;
      /** Of an attempt that was lost with its worker: when it began. */
      readonly startedAtMs?: number;
    }
  | { readonly kind: 'final'; readonly failure: Failure };

/** Details of heartbeats that were not stored before the attempt failed. */
export interface AttemptFlush {
  readonly checkpoint?: Json;
  readonly sequence?: number;
}

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
      /** Why its worker was asked to stop, if it has not read so yet. */
      readonly reason?: CancelReason;
    };

/** An activity whose deadline has passed, as found by the sweep. */
export interface OverdueActivity extends PendingActivity {
  readonly timeout:
    'startToClose' | 'scheduleToClose' | 'scheduleToStart' | 'heartbeat' | 'asyncTimeout' | 'asyncHeartbeat';
}
