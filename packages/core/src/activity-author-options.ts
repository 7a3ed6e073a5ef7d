// Activity options as authors write them, and how they become what is recorded.
import type { CancellationType, RecordedActivityOptions, RetryPolicy } from './activity-options.ts';
import { toMs, type Duration } from './duration.ts';
import { ValidationError } from './errors.ts';
import { keyText } from './limits.ts';

export interface RetryOptions {
  /** Wait before the second attempt. Default 1 s. */
  readonly initial?: Duration;
  /** What each wait is multiplied by. At least 1, default 2. */
  readonly coefficient?: number;
  /** The longest wait. Default 100 × `initial`. */
  readonly max?: Duration;
  /** Default: no limit. 1 means at most once. */
  readonly maxAttempts?: number;
  /** Names (or codes) of errors that are never retried. */
  readonly nonRetryable?: readonly string[];
}

export interface ActivityOptions {
  /** How long one attempt may take. */
  readonly startToClose?: Duration;
  /** How long all attempts together may take, from when it was scheduled. */
  readonly scheduleToClose?: Duration;
  /** Short for `scheduleToClose`. */
  readonly timeout?: Duration;
  /** How long an attempt may wait for a worker. */
  readonly scheduleToStart?: Duration;
  /** How long an attempt may be silent. At most `startToClose`. */
  readonly heartbeat?: Duration;
  /** Instead of `startToClose` once the attempt has gone async, counted from then. */
  readonly asyncTimeout?: Duration;
  /** Instead of `heartbeat` once the attempt has gone async. */
  readonly asyncHeartbeat?: Duration;
  readonly retry?: RetryOptions;
  /** Default: the run's own queue. */
  readonly taskQueue?: string;
  /** What a cancel does: `try` (default) lets the workflow go on at once, `wait` waits for the activity, `abandon` leaves it alone. */
  readonly cancellation?: CancellationType;
  /** 1 (can wait) to 5 (urgent): of two that wait, the higher goes first. Default: the run's, which is 3 unless it was started with another. */
  readonly priority?: number;
  /** Whose it is, e.g. a tenant: counts towards the limits that operators have set on this key. 1 to 200 characters. */
  readonly limitKey?: string;
  /** Within a priority, keys take turns: 100,000 waiting activities of one don't keep those of another waiting. 1 to 200 characters. */
  readonly fairnessKey?: string;
  /** How many turns this key gets for one of a key with weight 1. 0.001 to 1000, default 1. */
  readonly fairnessWeight?: number;
}

/** Up to `maxAttempts` (unlimited) attempts, waiting 1 s, 2 s, 4 s … 100 s. */
export const defaultRetry: RetryPolicy = {
  initialMs: 1_000,
  coefficient: 2,
  maxMs: 100_000,
  maxAttempts: null,
  nonRetryable: [],
};

/** What is recorded when an author says nothing. Not valid by itself: a time limit is missing. */
export const defaultActivityOptions: RecordedActivityOptions = {
  startToCloseMs: null,
  scheduleToCloseMs: null,
  scheduleToStartMs: null,
  heartbeatMs: null,
  asyncTimeoutMs: null,
  asyncHeartbeatMs: null,
  retry: defaultRetry,
  cancellation: 'try',
  taskQueue: null,
  deliverHeartbeatsMs: null,
  priority: 3,
};

export interface RecordLimits {
  /** A person may take for ever: no time limit is required. */
  readonly human?: boolean;
  /** Caps every limit. */
  readonly runTimeoutMs?: number;
  /** The run's priority. Default 3. */
  readonly priority?: number;
}

/**
 * The options to record: validated, in milliseconds, defaults filled in. Each limit is capped by the one that contains it
 * (heartbeat ≤ start-to-close ≤ schedule-to-close ≤ the run's timeout).
 *
 * @throws {ValidationError} with the option's path, before anything is scheduled.
 */
export function recordOptions(options: ActivityOptions, limits: RecordLimits = {}): RecordedActivityOptions {
  const scheduleToClose = eitherOf(options);
  const startToClose = positive(options.startToClose, 'startToClose');
  if (scheduleToClose === null && startToClose === null && limits.human !== true) {
    throw new ValidationError(
      'an activity needs a time limit: give startToClose or scheduleToClose (or timeout)',
    );
  }
  const total = least(scheduleToClose, limits.runTimeoutMs ?? null);
  const attempt = least(startToClose, total);
  return {
    startToCloseMs: startToClose === null ? null : attempt,
    scheduleToCloseMs: scheduleToClose === null ? null : total,
    scheduleToStartMs: capped(positive(options.scheduleToStart, 'scheduleToStart'), total),
    heartbeatMs: capped(positive(options.heartbeat, 'heartbeat'), attempt),
    asyncTimeoutMs: capped(positive(options.asyncTimeout, 'asyncTimeout'), total),
    asyncHeartbeatMs: capped(positive(options.asyncHeartbeat, 'asyncHeartbeat'), total),
    retry: recordRetry(options.retry ?? {}),
    cancellation: cancellation(options.cancellation),
    taskQueue: queueOf(options),
    deliverHeartbeatsMs: null,
    priority: priorityOf(options, limits),
    ...keysOf(options),
  };
}

function queueOf({ taskQueue }: ActivityOptions): string | null {
  return taskQueue === undefined ? null : taskQueueName(taskQueue);
}

function priorityOf({ priority }: ActivityOptions, ofRun: RecordLimits): number {
  return priorityLevel(priority ?? ofRun.priority ?? defaultActivityOptions.priority);
}

/** A priority, checked. @throws {ValidationError} */
export function priorityLevel(value: number, path = 'priority'): number {
  if (!Number.isInteger(value) || value < 1 || value > 5) {
    throw new ValidationError(`wanted a whole number from 1 to 5, found ${String(value)}`, path);
  }
  return value;
}

/** The level at which an activity waits, whatever version recorded it: 0 was the default before there were levels. */
export function claimPriority({ priority }: RecordedActivityOptions): number {
  if (priority === 0) return 3;
  return Math.min(5, Math.max(1, priority));
}

function keysOf({
  limitKey,
  fairnessKey,
  fairnessWeight,
}: ActivityOptions): Pick<RecordedActivityOptions, 'limitKey' | 'fairnessKey' | 'fairnessWeight'> {
  if (fairnessWeight !== undefined && fairnessKey === undefined) {
    throw new ValidationError('a weight needs a fairnessKey', 'fairnessWeight');
  }
  return {
    ...(limitKey === undefined ? {} : { limitKey: keyText(limitKey, 'limitKey') }),
    ...(fairnessKey === undefined ? {} : { fairnessKey: keyText(fairnessKey, 'fairnessKey') }),
    ...(fairnessWeight === undefined ? {} : { fairnessWeight: weight(fairnessWeight) }),
  };
}

function weight(value: number): number {
  if (Number.isFinite(value) && value >= 0.001 && value <= 1_000) return value;
  throw new ValidationError(`wanted a number from 0.001 to 1000, found ${String(value)}`, 'fairnessWeight');
}

/** The retry policy to record. @throws {ValidationError} with the option's path. */
export function recordRetry(retry: RetryOptions): RetryPolicy {
  const initialMs =
    retry.initial === undefined ? defaultRetry.initialMs : toMs(retry.initial, 'retry.initial');
  const maxMs = retry.max === undefined ? 100 * initialMs : toMs(retry.max, 'retry.max');
  const coefficient = retry.coefficient ?? defaultRetry.coefficient;
  if (!Number.isFinite(coefficient) || coefficient < 1) {
    throw new ValidationError(`wanted at least 1, found ${coefficient}`, 'retry.coefficient');
  }
  if (maxMs < initialMs) throw new ValidationError(`${maxMs} ms is less than retry.initial`, 'retry.max');
  return {
    initialMs,
    coefficient,
    maxMs,
    maxAttempts: attempts(retry.maxAttempts),
    nonRetryable: nonRetryable(retry.nonRetryable ?? []),
  };
}

/** A task queue's name: 1 to 200 characters, not starting with `@` (those belong to sessions). @throws {ValidationError} */
export function taskQueueName(name: string, path = 'taskQueue'): string {
  if (typeof name !== 'string' || name.trim() === '' || name.length > 200 || name.includes('\0')) {
    throw new ValidationError('wanted a name of 1 to 200 characters', path);
  }
  if (name.startsWith('@')) throw new ValidationError('a name that starts with @ belongs to a session', path);
  return name;
}

/** What a worker says that it runs: 1 to 100 characters, no white space. @throws {ValidationError} */
export function buildIdOf(text: string, path = 'buildId'): string {
  if (typeof text === 'string' && /^[^\s\p{Cc}]{1,100}$/u.test(text)) return text;
  throw new ValidationError('wanted 1 to 100 characters without white space', path);
}

function eitherOf(options: ActivityOptions): number | null {
  if (options.timeout !== undefined && options.scheduleToClose !== undefined) {
    throw new ValidationError('timeout is short for scheduleToClose: give one of them', 'timeout');
  }
  if (options.timeout !== undefined) return positive(options.timeout, 'timeout');
  return positive(options.scheduleToClose, 'scheduleToClose');
}

function positive(duration: Duration | undefined, path: string): number | null {
  if (duration === undefined) return null;
  const ms = toMs(duration, path);
  if (ms <= 0) throw new ValidationError('a time limit is more than 0', path);
  return ms;
}

function attempts(maxAttempts: number | undefined): number | null {
  if (maxAttempts === undefined || maxAttempts === Infinity) return null;
  if (!Number.isSafeInteger(maxAttempts) || maxAttempts < 1) {
    throw new ValidationError(
      `wanted a whole number from 1, found ${String(maxAttempts)}`,
      'retry.maxAttempts',
    );
  }
  return maxAttempts;
}

function nonRetryable(names: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(names) ? names : [null];
  if (!list.every((name) => typeof name === 'string')) {
    throw new ValidationError('wanted a list of error names', 'retry.nonRetryable');
  }
  return [...list];
}

function cancellation(type: CancellationType | undefined): CancellationType {
  if (type === undefined) return 'try';
  if (!['try', 'wait', 'abandon'].includes(type)) {
    throw new ValidationError(`wanted try, wait or abandon, found ${JSON.stringify(type)}`, 'cancellation');
  }
  return type;
}

function least(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

function capped(ms: number | null, cap: number | null): number | null {
  return ms === null ? null : least(ms, cap);
}
