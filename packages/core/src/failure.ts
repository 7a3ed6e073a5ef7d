// A failure as it is stored: plain JSON, never an Error.
import type { Json } from './json.ts';

/**
 * Why something failed. `name` is the error's class or the author's own name, `code` the stable code of ours
 * (see error-codes.ts) where there is one. `fields` holds what that error class adds (`kind`, `reason`, `position`,
 * `lastHeartbeatDetails`, …), so that it can be made an Error again on the other side.
 */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly nonRetryable?: boolean;
  readonly nextRetryDelayMs?: number;
  readonly details?: Json;
  readonly fields?: Readonly<Record<string, Json>>;
  readonly cause?: Failure;
}

/** A failure among other JSON; its type has optional members, which TypeScript doesn't take for JSON. */
export function failureAsJson(failure: Failure): Json {
  return failure as unknown as Json;
}

/** Which of the four activity timeouts. */
export type TimeoutKind = 'startToClose' | 'scheduleToClose' | 'scheduleToStart' | 'heartbeat';

/** Why an activity's signal was aborted. */
export type CancelReason =
  | 'WORKFLOW_CANCELLED'
  | 'ACTIVITY_CANCELLED'
  | 'TIMED_OUT'
  | 'SESSION_FAILED'
  | 'SESSION_COMPLETED'
  | 'WORKFLOW_CLOSED'
  | 'WORKER_SHUTDOWN'
  | 'PAUSED'
  | 'RESET';

export type SessionFailureReason =
  'WORKER_LOST' | 'EXECUTION_TIMEOUT' | 'WORKER_SHUTDOWN' | 'STATE_LOST' | 'OPERATOR';

export type SessionCreationFailureReason = 'NO_WORKERS' | 'ALL_BUSY' | 'UNSATISFIABLE';
