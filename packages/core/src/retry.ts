// What follows a failed attempt: another one, or the end. One function for every place that can see an attempt fail.
import type { RecordedActivityOptions, RetryPolicy } from './activity-options.ts';
import { formatMs } from './duration.ts';
import type { Failure } from './failure.ts';
import type { Json } from './json.ts';
import { timeoutFailure } from './timeout-failure.ts';

/**
 * How long to wait before trying again, in milliseconds.
 *
 * After attempt 1 `initialMs`, after 2 `initialMs × coefficient`, and so on up to `maxMs`.
 * @throws {RangeError} if `attempt` is less than 1.
 * @see Temporal's RetryPolicy, whose names these are.
 */
export function backoffMs(policy: RetryPolicy, attempt: number): number {
  if (attempt < 1) throw new RangeError(`Attempts count from 1, not ${attempt}`);
  // Bounded, since 0 × Infinity is no number.
  const factor = Math.min(policy.coefficient ** (attempt - 1), Number.MAX_SAFE_INTEGER);
  const wait = policy.initialMs * factor;
  return Math.min(Math.round(wait), policy.maxMs);
}

export interface FailedAttempt {
  readonly options: Pick<RecordedActivityOptions, 'retry' | 'scheduleToCloseMs'>;
  /** Attempts begun, this one included; at least 1. */
  readonly attempt: number;
  readonly scheduledAtMs: number;
  readonly nowMs: number;
  readonly failure: Failure;
  /** What its last beat said, in whichever attempt. */
  readonly lastHeartbeatDetails?: Json | undefined;
}

export type AfterFailure =
  | { readonly kind: 'retry'; readonly delayMs: number }
  | { readonly kind: 'final'; readonly failure: Failure };

/**
 * Whether a failed attempt is followed by another.
 *
 * Start-to-close and heartbeat timeouts are retried as any failure; schedule-to-start, schedule-to-close and cancellation never are. If
 * the next attempt could not begin before `scheduleToClose`, the activity ends now, by that timeout, with this failure as the cause.
 */
export function afterFailure(failed: FailedAttempt): AfterFailure {
  const { options, attempt, failure } = failed;
  const { retry } = options;
  if (isFinal(failure) || isExcluded(retry, failure)) return { kind: 'final', failure };
  if (retry.maxAttempts !== null && attempt >= retry.maxAttempts) return { kind: 'final', failure };
  const delayMs = failure.nextRetryDelayMs ?? backoffMs(retry, attempt);
  const limitMs = options.scheduleToCloseMs;
  if (limitMs !== null && failed.nowMs + delayMs >= failed.scheduledAtMs + limitMs) {
    return { kind: 'final', failure: noTimeLeft(limitMs, failed, delayMs) };
  }
  return { kind: 'retry', delayMs };
}

/** Why no attempt follows the last one. The names are Temporal's. */
export type RetryState =
  'NON_RETRYABLE_FAILURE' | 'TIMEOUT' | 'MAXIMUM_ATTEMPTS_REACHED' | 'CANCEL_REQUESTED';

/** Why this failure was the activity's last. */
export function retryStateOf(
  { retry }: RecordedActivityOptions,
  failure: Failure,
  attempt: number,
): RetryState {
  if (isOverallTimeout(failure)) return 'TIMEOUT';
  if (isFinal(failure) || isExcluded(retry, failure)) return 'NON_RETRYABLE_FAILURE';
  const isLast = retry.maxAttempts !== null && attempt >= retry.maxAttempts;
  return isLast ? 'MAXIMUM_ATTEMPTS_REACHED' : 'CANCEL_REQUESTED';
}

function isFinal(failure: Failure): boolean {
  return failure.nonRetryable === true || failure.code === 'CANCELLED' || isOverallTimeout(failure);
}

function isOverallTimeout({ code, fields }: Failure): boolean {
  const kind = code === 'ACTIVITY_TIMEOUT' ? fields?.['kind'] : null;
  return kind === 'scheduleToStart' || kind === 'scheduleToClose';
}

function isExcluded({ nonRetryable }: RetryPolicy, { name, code }: Failure): boolean {
  return nonRetryable.some((excluded) => excluded === name || excluded === code);
}

function noTimeLeft(
  limitMs: number,
  { attempt, failure, lastHeartbeatDetails }: FailedAttempt,
  delayMs: number,
): Failure {
  const message = `no time is left of ${formatMs(limitMs)} for attempt ${attempt + 1} in ${formatMs(delayMs)}: ${failure.message}`;
  return timeoutFailure({ kind: 'scheduleToClose', message, cause: failure, lastHeartbeatDetails });
}
