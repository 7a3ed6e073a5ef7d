// What to do about an error that a node met.
import { CancelledError, failureFrom, SessionFailedError, type Failure, type Json } from '@baton/core';

/** The run was asked to stop, so nothing of it may go on: no error port is taken. */
export function isRunCancelled(error: unknown): boolean {
  return someCause(
    error,
    (cause) => cause instanceof CancelledError && cause.reason === 'WORKFLOW_CANCELLED',
  );
}

/** The session around is gone: inside of it nothing can go on, so the session itself fails. */
export function sessionLoss(error: unknown): SessionFailedError | null {
  let found: SessionFailedError | null = null;
  someCause(error, (cause) => {
    if (cause instanceof SessionFailedError) found = cause;
    return found !== null;
  });
  return found;
}

function someCause(error: unknown, is: (cause: Error) => boolean): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (is(at)) return true;
  }
  return false;
}

/** What expressions see at `nodes.<id>.error`: that of the activity, not its wrapping. */
export function errorForExpressions(failure: Failure): Json {
  const root = failure.code === 'ACTIVITY_FAILED' && failure.cause !== undefined ? failure.cause : failure;
  const { name, message, code, details } = root;
  return {
    name,
    message,
    ...(code === undefined ? {} : { code }),
    ...(details === undefined ? {} : { details }),
  };
}

export function failureOf(error: unknown): Failure {
  return failureFrom(error);
}
