// The errors that workflow code catches: what became of activities, sessions and children.
import { BatonError } from './errors.ts';
import type {
  CancelReason,
  SessionCreationFailureReason,
  SessionFailureReason,
  TimeoutKind,
} from './failure.ts';
import type { Json } from './json.ts';
import type { RetryState } from './retry.ts';

export interface FailedActivity {
  readonly activity: string;
  readonly activityId: string;
  readonly retryState?: RetryState | null;
  readonly attempts?: number | null;
}

/** An activity failed for good. `cause` is why: what its last attempt threw, or a timeout. */
export class ActivityError extends BatonError {
  readonly code = 'ACTIVITY_FAILED';
  override readonly name = 'ActivityError';
  readonly activity: string;
  readonly activityId: string;
  /** Why no attempt follows; `null`: the workflow itself failed it. */
  readonly retryState: RetryState | null;
  /** How many attempts there were; `null`: not known here. */
  readonly attempts: number | null;

  constructor(of: FailedActivity, message: string, cause?: unknown) {
    super(message, cause);
    this.activity = of.activity;
    this.activityId = of.activityId;
    this.retryState = of.retryState ?? null;
    this.attempts = of.attempts ?? null;
  }

  override fields(): Record<string, Json> {
    const { activity, activityId, retryState, attempts } = this;
    return {
      activity,
      activityId,
      ...(retryState === null ? {} : { retryState }),
      ...(attempts === null ? {} : { attempts }),
    };
  }
}

/**
 * A time limit passed. `kind` says which: one of an activity's, or what workflow code waited for (`expectSignal`, `withTimeout`).
 * For `scheduleToClose` the `cause` is the last real failure, if there was one.
 */
export class TimeoutError extends BatonError {
  readonly code: 'ACTIVITY_TIMEOUT' | 'HEARTBEAT_TIMEOUT' = 'ACTIVITY_TIMEOUT';
  override readonly name: string = 'TimeoutError';
  readonly kind: TimeoutKind | 'signal' | 'scope';
  /** What the activity's last beat said, in whichever attempt; `undefined` if there was none. */
  readonly lastHeartbeatDetails: Json | undefined;

  constructor(
    kind: TimeoutKind | 'signal' | 'scope',
    message: string,
    cause?: unknown,
    lastHeartbeatDetails?: Json,
  ) {
    super(message, cause);
    this.kind = kind;
    this.lastHeartbeatDetails = lastHeartbeatDetails;
  }

  override fields(): Record<string, Json> {
    const details = this.lastHeartbeatDetails;
    return { kind: this.kind, ...(details === undefined ? {} : { lastHeartbeatDetails: details }) };
  }
}

/** No heartbeat came in time. */
export class HeartbeatTimeoutError extends TimeoutError {
  override readonly code = 'HEARTBEAT_TIMEOUT';
  override readonly name = 'HeartbeatTimeoutError';

  constructor(message: string, lastHeartbeatDetails?: Json, cause?: unknown) {
    super('heartbeat', message, cause, lastHeartbeatDetails);
  }
}

/** Work was asked to stop. With `reason` `SESSION_FAILED` the `cause` is a `SessionFailedError`. */
export class CancelledError extends BatonError {
  readonly code = 'CANCELLED';
  override readonly name = 'CancelledError';
  readonly reason: CancelReason;

  constructor(message: string, reason: CancelReason = 'WORKFLOW_CANCELLED', cause?: unknown) {
    super(message, cause);
    this.reason = reason;
  }

  override fields(): Record<string, Json> {
    return { reason: this.reason };
  }
}

/** The session ended before it was completed; nothing more can run in it. With `reason` `STATE_LOST` the `cause` is what `onReestablish` threw. */
export class SessionFailedError extends BatonError {
  readonly code = 'SESSION_FAILED';
  override readonly name = 'SessionFailedError';
  readonly reason: SessionFailureReason;

  constructor(message: string, reason: SessionFailureReason, cause?: unknown) {
    super(message, cause);
    this.reason = reason;
  }

  override fields(): Record<string, Json> {
    return { reason: this.reason };
  }
}

/** No worker took the session within `creationTimeout`. */
export class SessionCreationTimeoutError extends BatonError {
  readonly code = 'SESSION_CREATION_TIMEOUT';
  override readonly name = 'SessionCreationTimeoutError';
  readonly reason: SessionCreationFailureReason;
  /** Its place among those who waited, from 1; `null` if no worker could ever have taken it. */
  readonly position: number | null;

  constructor(message: string, reason: SessionCreationFailureReason, position: number | null) {
    super(message);
    this.reason = reason;
    this.position = position;
  }

  override fields(): Record<string, Json> {
    return { reason: this.reason, position: this.position };
  }
}

/** A session was asked for inside a scope whose session is still open. Nothing was scheduled. */
export class SessionAlreadyOpenError extends BatonError {
  readonly code = 'SESSION_ALREADY_OPEN';
  override readonly name = 'SessionAlreadyOpenError';
}

/** The session was completed; nothing more can run in it. */
export class SessionClosedError extends BatonError {
  readonly code = 'SESSION_CLOSED';
  override readonly name = 'SessionClosedError';
}

/** A child workflow failed, was cancelled, terminated, timed out, or could not be started. `cause` is its failure. */
export class ChildRunError extends BatonError {
  readonly code = 'CHILD_RUN_FAILED';
  override readonly name = 'ChildRunError';
  readonly workflow: string;
  readonly workflowId: string;

  constructor(
    of: { readonly workflow: string; readonly workflowId: string },
    message: string,
    cause?: unknown,
  ) {
    super(message, cause);
    this.workflow = of.workflow;
    this.workflowId = of.workflowId;
  }

  override fields(): Record<string, Json> {
    return { workflow: this.workflow, workflowId: this.workflowId };
  }
}

/** A run was ended at once, without its code: by an operator, or with its parent. The `cause` of a `ChildRunError`. */
export class TerminatedError extends BatonError {
  readonly code = 'RUN_TERMINATED';
  override readonly name = 'TerminatedError';
  /** Who did it, e.g. `person:…`, `key:…`, `workflow`. */
  readonly by: string;

  constructor(message: string, by: string) {
    super(message);
    this.by = by;
  }

  override fields(): Record<string, Json> {
    return { by: this.by };
  }
}

/** A run took longer than its `runTimeout`. The `cause` of a `ChildRunError`. */
export class RunTimedOutError extends BatonError {
  readonly code = 'RUN_TIMED_OUT';
  override readonly name = 'RunTimedOutError';
}

/** The code did, on replay, something else than what its history says. It blocks the run; it never fails it. */
export class NondeterminismError extends BatonError {
  readonly code = 'NONDETERMINISM';
  override readonly name = 'NondeterminismError';
  /** Where they part. */
  readonly seq: number;
  /** In words, e.g. `activity "charge" (1)`. `null`: nothing. */
  readonly recorded: string | null;
  readonly replayed: string | null;
  /** Where the code asked for it, e.g. `charge (/app/workflows.ts:12:5)`; `null`: not known. */
  readonly callSite: string | null;

  constructor(at: {
    readonly seq: number;
    readonly recorded: string | null;
    readonly replayed: string | null;
    readonly callSite: string | null;
  }) {
    const where = at.callSite === null ? '' : ` at ${at.callSite}`;
    super(
      `At event ${at.seq} the history has ${at.recorded ?? 'nothing'}, but the workflow code asked for ${at.replayed ?? 'nothing'}${where}`,
    );
    this.seq = at.seq;
    this.recorded = at.recorded;
    this.replayed = at.replayed;
    this.callSite = at.callSite;
  }

  override fields(): Record<string, Json> {
    const { seq, recorded, replayed, callSite } = this;
    return { seq, recorded, replayed, callSite };
  }
}
