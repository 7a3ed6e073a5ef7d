// The other way of failure-codec.ts: an Error that code can catch with `instanceof`, from what was stored.
import { ApplicationError, InvalidTokenError, PayloadError, RefusedError } from './errors.ts';
import { RunNotFoundError, ValidationError, WorkflowAlreadyStartedError } from './errors.ts';
import { isErrorCode } from './error-codes.ts';
import type {
  CancelReason,
  Failure,
  SessionCreationFailureReason,
  SessionFailureReason,
  TimeoutKind,
} from './failure.ts';
import type { RetryState } from './retry.ts';
import * as of from './workflow-errors.ts';

type Revive = (failure: Failure, cause: Error | undefined) => Error;

const byCode = new Map<string, Revive>([
  ['APPLICATION_ERROR', application],
  [
    'ACTIVITY_FAILED',
    (f, cause) =>
      new of.ActivityError(
        {
          activity: text(f, 'activity'),
          activityId: text(f, 'activityId'),
          retryState: (f.fields?.['retryState'] ?? null) as RetryState | null,
          attempts: typeof f.fields?.['attempts'] === 'number' ? f.fields['attempts'] : null,
        },
        f.message,
        cause,
      ),
  ],
  [
    'ACTIVITY_TIMEOUT',
    (f, cause) =>
      new of.TimeoutError(
        text(f, 'kind') as TimeoutKind,
        f.message,
        cause,
        f.fields?.['lastHeartbeatDetails'],
      ),
  ],
  [
    'HEARTBEAT_TIMEOUT',
    (f, cause) => new of.HeartbeatTimeoutError(f.message, f.fields?.['lastHeartbeatDetails'], cause),
  ],
  [
    'CANCELLED',
    (f, cause) =>
      new of.CancelledError(f.message, text(f, 'reason', 'WORKFLOW_CANCELLED') as CancelReason, cause),
  ],
  [
    'SESSION_FAILED',
    (f, cause) => new of.SessionFailedError(f.message, text(f, 'reason') as SessionFailureReason, cause),
  ],
  ['SESSION_CREATION_TIMEOUT', sessionCreationTimeout],
  ['SESSION_ALREADY_OPEN', (f, cause) => new of.SessionAlreadyOpenError(f.message, cause)],
  ['SESSION_CLOSED', (f, cause) => new of.SessionClosedError(f.message, cause)],
  [
    'CHILD_RUN_FAILED',
    (f, cause) =>
      new of.ChildRunError(
        { workflow: text(f, 'workflow'), workflowId: text(f, 'workflowId') },
        f.message,
        cause,
      ),
  ],
  ['RUN_TERMINATED', (f) => new of.TerminatedError(f.message, text(f, 'by'))],
  ['RUN_TIMED_OUT', (f, cause) => new of.RunTimedOutError(f.message, cause)],
  ['NONDETERMINISM', nondeterminism],
  ['INVALID_INPUT', (f) => withMessage(new ValidationError('', text(f, 'path')), f)],
  ['BAD_PAYLOAD', (f) => withMessage(new PayloadError('BAD_PAYLOAD', '', text(f, 'path')), f)],
  ['PAYLOAD_TOO_LARGE', (f) => withMessage(new PayloadError('PAYLOAD_TOO_LARGE', '', text(f, 'path')), f)],
  ['INVALID_TOKEN', (f) => new InvalidTokenError(f.message)],
  ['RUN_NOT_FOUND', (f) => withMessage(new RunNotFoundError(text(f, 'id')), f)],
  [
    'WORKFLOW_ALREADY_STARTED',
    (f) => withMessage(new WorkflowAlreadyStartedError(text(f, 'workflowId'), text(f, 'runId'), ''), f),
  ],
]);

/**
 * An Error with the failure's name, message, stack and causes. One of our classes where the code is ours; otherwise a plain Error
 * whose `name` (and `details`) are the failure's.
 */
export function errorFrom(failure: Failure): Error {
  const cause = failure.cause === undefined ? undefined : errorFrom(failure.cause);
  const error = revived(failure, cause);
  // Not the stack of this place: it would mislead.
  Object.defineProperty(error, 'stack', {
    value: failure.stack ?? `${failure.name}: ${failure.message}`,
    configurable: true,
    writable: true,
  });
  return error;
}

function revived(failure: Failure, cause: Error | undefined): Error {
  const code = failure.code;
  const revive = code === undefined ? undefined : byCode.get(code);
  if (revive !== undefined) return revive(failure, cause);
  if (code !== undefined && isErrorCode(code) && failure.name === 'RefusedError') {
    return new RefusedError(code, failure.message, failure.details);
  }
  return foreign(failure, cause);
}

function foreign(failure: Failure, cause: Error | undefined): Error {
  const error = new Error(failure.message, cause === undefined ? undefined : { cause });
  const { code, fields, details, nonRetryable, nextRetryDelayMs } = failure;
  const known = {
    ...(code === undefined ? {} : { code }),
    ...(fields?.['code'] === undefined ? {} : { code: fields['code'] }),
    ...(details === undefined ? {} : { details }),
    ...(nonRetryable === undefined ? {} : { nonRetryable }),
    ...(nextRetryDelayMs === undefined ? {} : { nextRetryDelay: nextRetryDelayMs }),
  };
  return Object.defineProperty(Object.assign(error, known), 'name', {
    value: failure.name,
    configurable: true,
    writable: true,
  });
}

function application(failure: Failure, cause: Error | undefined): Error {
  return new ApplicationError(failure.name, failure.message, {
    ...(failure.nonRetryable === undefined ? {} : { nonRetryable: failure.nonRetryable }),
    ...(failure.nextRetryDelayMs === undefined ? {} : { nextRetryDelay: failure.nextRetryDelayMs }),
    ...(failure.details === undefined ? {} : { details: failure.details }),
    ...(cause === undefined ? {} : { cause }),
  });
}

function sessionCreationTimeout(failure: Failure): Error {
  const position = failure.fields?.['position'];
  const reason = text(failure, 'reason') as SessionCreationFailureReason;
  return new of.SessionCreationTimeoutError(
    failure.message,
    reason,
    typeof position === 'number' ? position : null,
  );
}

function nondeterminism(failure: Failure): Error {
  const { seq, recorded, replayed, callSite } = failure.fields ?? {};
  const words = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  const at = {
    seq: typeof seq === 'number' ? seq : 0,
    recorded: words(recorded),
    replayed: words(replayed),
    callSite: words(callSite),
  };
  return withMessage(new of.NondeterminismError(at), failure);
}

function text(failure: Failure, field: string, otherwise = ''): string {
  const value = failure.fields?.[field];
  return typeof value === 'string' ? value : otherwise;
}

/** These classes make their message from their fields; the stored one is the truth. */
function withMessage(error: Error, failure: Failure): Error {
  error.message = failure.message;
  return error;
}
