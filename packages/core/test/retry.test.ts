import {
  afterFailure,
  backoffMs,
  cancelFailure,
  defaultRetry,
  recordOptions,
  retryStateOf,
  timeoutFailure,
  ValidationError,
  type ActivityOptions,
  type Failure,
} from '@baton/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const declined: Failure = { name: 'Declined', message: 'no funds' };
const options = recordOptions({ startToClose: '1 minute' });
const failed = { options, attempt: 1, scheduledAtMs: 0, nowMs: 0, failure: declined };
const final = { kind: 'final', failure: declined };

describe('the back-off', () => {
  it('is 1 s, 2 s, 4 s … 100 s by default', () => {
    const waits = [1, 2, 3, 7, 8, 9, 5_000].map((attempt) => backoffMs(defaultRetry, attempt));
    expect(waits).toEqual([1_000, 2_000, 4_000, 64_000, 100_000, 100_000, 100_000]);
  });

  it('never falls, and never passes its limit', () => {
    const policy = fc.record({
      initialMs: fc.nat(10_000),
      coefficient: fc.double({ min: 1, max: 10, noNaN: true }),
    });
    fc.assert(
      fc.property(policy, fc.integer({ min: 1, max: 10_000 }), ({ initialMs, coefficient }, attempt) => {
        const retry = { ...defaultRetry, initialMs, coefficient, maxMs: initialMs * 100 };
        const wait = backoffMs(retry, attempt);
        expect(wait).toBeLessThanOrEqual(retry.maxMs);
        expect(backoffMs(retry, attempt + 1)).toBeGreaterThanOrEqual(wait);
      }),
    );
  });

  it('has no attempt 0', () => {
    expect(() => backoffMs(defaultRetry, 0)).toThrow(RangeError);
  });
});

describe('after a failed attempt', () => {
  it('comes another, without end', () => {
    expect(afterFailure(failed)).toEqual({ kind: 'retry', delayMs: 1_000 });
    expect(afterFailure({ ...failed, attempt: 10_000 })).toEqual({ kind: 'retry', delayMs: 100_000 });
  });

  it('comes none if it was the last that may be', () => {
    const twice = recordOptions({ startToClose: 1, retry: { maxAttempts: 2 } });
    expect(afterFailure({ ...failed, options: twice })).toMatchObject({ kind: 'retry' });
    expect(afterFailure({ ...failed, options: twice, attempt: 2 })).toEqual(final);
  });

  it('comes none for errors that are never retried, by name, by code, by their own word', () => {
    const picky = recordOptions({ startToClose: 1, retry: { nonRetryable: ['Declined', 'INVALID_INPUT'] } });
    expect(afterFailure({ ...failed, options: picky })).toEqual(final);
    const invalid = { name: 'ValidationError', message: 'm', code: 'INVALID_INPUT' };
    expect(afterFailure({ ...failed, options: picky, failure: invalid }).kind).toBe('final');
    expect(afterFailure({ ...failed, failure: { ...declined, nonRetryable: true } }).kind).toBe('final');
  });

  it.each([
    ['startToClose', 'retry'],
    ['heartbeat', 'retry'],
    ['scheduleToStart', 'final'],
    ['scheduleToClose', 'final'],
  ] as const)('of a %s timeout it is: %s', (kind, outcome) => {
    expect(afterFailure({ ...failed, failure: timeoutFailure({ kind, message: 'm' }) }).kind).toBe(outcome);
  });

  it('of a cancellation comes none', () => {
    expect(afterFailure({ ...failed, failure: cancelFailure('WORKFLOW_CANCELLED', 'm') }).kind).toBe('final');
  });

  it('comes another when the error says', () => {
    const later = { ...declined, nextRetryDelayMs: 7 };
    expect(afterFailure({ ...failed, failure: later })).toEqual({ kind: 'retry', delayMs: 7 });
  });

  it('comes none if it could not begin in time; the timeout has the last real failure as its cause', () => {
    const limited = recordOptions({ scheduleToClose: 5_000 });
    expect(afterFailure({ ...failed, options: limited, nowMs: 3_999 })).toMatchObject({ kind: 'retry' });
    expect(afterFailure({ ...failed, options: limited, nowMs: 4_000 })).toMatchObject({
      kind: 'final',
      failure: { name: 'TimeoutError', fields: { kind: 'scheduleToClose' }, cause: declined },
    });
  });

  it('keeps the last details where the time is over', () => {
    const policy = recordOptions({ timeout: 500 });
    const after = afterFailure({ ...failed, options: policy, lastHeartbeatDetails: { frame: 7 } });
    expect(after).toMatchObject({
      failure: { fields: { lastHeartbeatDetails: { frame: 7 } }, cause: declined },
    });
  });

  it('says why there is none', () => {
    const policy = recordOptions({
      startToClose: 1,
      retry: { maxAttempts: 3, nonRetryable: ['Declined', 'HEARTBEAT_TIMEOUT'] },
    });
    const plain = { name: 'E', message: 'm' };
    const whole = timeoutFailure({ kind: 'scheduleToClose', message: 'm' });
    const beat = timeoutFailure({ kind: 'heartbeat', message: 'm' });
    expect(retryStateOf(policy, plain, 3)).toBe('MAXIMUM_ATTEMPTS_REACHED');
    expect(retryStateOf(policy, plain, 2)).toBe('CANCEL_REQUESTED');
    expect(retryStateOf(policy, whole, 3)).toBe('TIMEOUT');
    for (const failure of [declined, beat, { ...plain, nonRetryable: true }])
      expect(retryStateOf(policy, failure, 3)).toBe('NON_RETRYABLE_FAILURE');
  });

  it('no attempt ever begins after scheduleToClose, nor after the last allowed one', () => {
    const attempt = fc.integer({ min: 1, max: 30 });
    fc.assert(
      fc.property(
        attempt,
        fc.nat(200_000),
        fc.integer({ min: 1, max: 100_000 }),
        attempt,
        (n, nowMs, limit, maxAttempts) => {
          const some = recordOptions({ scheduleToClose: limit, retry: { maxAttempts } });
          const next = afterFailure({ ...failed, options: some, attempt: n, nowMs });
          if (next.kind === 'final') return;
          expect(nowMs + next.delayMs).toBeLessThan(limit);
          expect(n).toBeLessThan(maxAttempts);
        },
      ),
    );
  });
});

describe('activity options', () => {
  it('are recorded in milliseconds with their defaults', () => {
    expect(recordOptions({ timeout: '2 minutes', retry: { initial: '5s' } })).toEqual({
      startToCloseMs: null,
      scheduleToCloseMs: 120_000,
      scheduleToStartMs: null,
      heartbeatMs: null,
      asyncTimeoutMs: null,
      asyncHeartbeatMs: null,
      retry: { initialMs: 5_000, coefficient: 2, maxMs: 500_000, maxAttempts: null, nonRetryable: [] },
      cancellation: 'try',
      taskQueue: null,
      deliverHeartbeatsMs: null,
      priority: 3,
    });
  });

  it('take the priority of the run where they have none of their own', () => {
    expect(recordOptions({ timeout: 1 }, { priority: 5 }).priority).toBe(5);
    expect(recordOptions({ timeout: 1, priority: 1 }, { priority: 5 }).priority).toBe(1);
  });

  it('are capped, each by what contains it', () => {
    const recorded = recordOptions({
      heartbeat: '1h',
      startToClose: '1m',
      scheduleToClose: '10m',
      scheduleToStart: '1h',
    });
    expect(recorded).toMatchObject({
      heartbeatMs: 60_000,
      startToCloseMs: 60_000,
      scheduleToStartMs: 600_000,
    });
    const short = recordOptions({ startToClose: '1h', heartbeat: '1h' }, { runTimeoutMs: 1_000 });
    expect(short).toMatchObject({ startToCloseMs: 1_000, heartbeatMs: 1_000, scheduleToCloseMs: null });
  });

  it.each<[ActivityOptions, string]>([
    [{}, ''],
    [{ heartbeat: '1s' }, ''],
    [{ startToClose: 0 }, 'startToClose'],
    [{ startToClose: 'soon' }, 'startToClose'],
    [{ timeout: '1s', scheduleToClose: '1s' }, 'timeout'],
    [{ startToClose: 1, retry: { coefficient: 0.5 } }, 'retry.coefficient'],
    [{ startToClose: 1, retry: { coefficient: Number.NaN } }, 'retry.coefficient'],
    [{ startToClose: 1, retry: { initial: 10, max: 5 } }, 'retry.max'],
    [{ startToClose: 1, retry: { maxAttempts: 0 } }, 'retry.maxAttempts'],
    [{ startToClose: 1, retry: { maxAttempts: -1 } }, 'retry.maxAttempts'],
    [{ startToClose: 1, retry: { maxAttempts: 1.5 } }, 'retry.maxAttempts'],
    [{ startToClose: 1, taskQueue: '' }, 'taskQueue'],
    [{ startToClose: 1, taskQueue: '@session' }, 'taskQueue'],
    [{ startToClose: 1, priority: 2.5 }, 'priority'],
    [{ startToClose: 1, priority: 0 }, 'priority'],
    [{ startToClose: 1, priority: 6 }, 'priority'],
    [{ startToClose: 1, limitKey: '' }, 'limitKey'],
    [{ startToClose: 1, limitKey: 'a\u0000' }, 'limitKey'],
    [{ startToClose: 1, fairnessKey: 'x'.repeat(201) }, 'fairnessKey'],
    [{ startToClose: 1, fairnessWeight: 2 }, 'fairnessWeight'],
    [{ startToClose: 1, fairnessKey: 'a', fairnessWeight: 0 }, 'fairnessWeight'],
    [{ startToClose: 1, cancellation: 'never' as 'try' }, 'cancellation'],
    [{ startToClose: 1, retry: { nonRetryable: 'Declined' as unknown as string[] } }, 'retry.nonRetryable'],
  ])('%j are refused at "%s"', (wrong, path) => {
    expect(() => recordOptions(wrong)).toThrow(ValidationError);
    try {
      recordOptions(wrong);
    } catch (error) {
      expect(error).toMatchObject({ code: 'INVALID_INPUT', path });
    }
  });

  it('of a person may be without any limit', () => {
    expect(recordOptions({}, { human: true })).toMatchObject({
      startToCloseMs: null,
      scheduleToCloseMs: null,
    });
  });
});
