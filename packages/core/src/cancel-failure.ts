// The stored form of a cancellation; the same as what `failureFrom` makes of a `CancelledError`.
import type { CancelReason, Failure, SessionFailureReason } from './failure.ts';

export function cancelFailure(reason: CancelReason, message: string, cause?: Failure): Failure {
  return {
    name: 'CancelledError',
    message,
    code: 'CANCELLED',
    fields: { reason },
    ...(cause === undefined ? {} : { cause }),
  };
}

export function sessionFailure(reason: SessionFailureReason, message: string, cause?: Failure): Failure {
  return {
    name: 'SessionFailedError',
    message,
    code: 'SESSION_FAILED',
    fields: { reason },
    ...(cause === undefined ? {} : { cause }),
  };
}

/** What an activity in flight gets when its session fails: cancelled, because of that. */
export function sessionLostFailure(reason: SessionFailureReason, message: string, cause?: Failure): Failure {
  return cancelFailure('SESSION_FAILED', `cancelled: ${message}`, sessionFailure(reason, message, cause));
}
