import {
  ActivityError,
  ApplicationError,
  CancelledError,
  ChildRunError,
  errorCodes,
  errorFrom,
  failureFrom,
  HeartbeatTimeoutError,
  isErrorCode,
  NondeterminismError,
  PayloadError,
  RefusedError,
  RunNotFoundError,
  SessionClosedError,
  SessionCreationTimeoutError,
  SessionFailedError,
  timeoutFailure,
  TimeoutError,
  ValidationError,
  WorkflowAlreadyStartedError,
} from '@baton/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const lost = new SessionFailedError('worker gone', 'WORKER_LOST');

describe('an error of ours', () => {
  it.each([
    new ApplicationError('Declined', 'no funds', {
      nonRetryable: true,
      nextRetryDelay: 5_000,
      details: { left: 3 },
    }),
    new ActivityError(
      { activity: 'charge', activityId: '1' },
      'it failed',
      new ApplicationError('Declined', 'no'),
    ),
    new TimeoutError('scheduleToClose', 'too long', new Error('last')),
    new HeartbeatTimeoutError('silent', { frame: 3 }),
    new CancelledError('stopped', 'SESSION_FAILED', lost),
    lost,
    new SessionCreationTimeoutError('no room', 'ALL_BUSY', 4),
    new SessionClosedError('closed'),
    new ChildRunError({ workflow: 'w', workflowId: 'id' }, 'child failed', lost),
    new NondeterminismError({ callSite: null, seq: 7, recorded: 'timer (1)', replayed: null }),
    new ValidationError('wanted more', 'retry.max'),
    new PayloadError('PAYLOAD_TOO_LARGE', 'too much', 'input'),
    new RunNotFoundError('run-1'),
    new WorkflowAlreadyStartedError('wf', 'run', 'open'),
    new RefusedError('STALE_ATTEMPT', 'too late'),
  ])('$name comes back as itself after it was stored', (error) => {
    const failure = JSON.parse(JSON.stringify(failureFrom(error))) as ReturnType<typeof failureFrom>;
    const revived = errorFrom(failure);
    expect(revived).toBeInstanceOf(error.constructor);
    expect(revived.name).toBe(error.name);
    expect(revived.message).toBe(error.message);
    expect(revived).toMatchObject({ code: error.code });
    expect(failureFrom(revived)).toEqual(failure);
  });

  it('has a code of the one table', () => {
    expect(isErrorCode(new RunNotFoundError('x').code)).toBe(true);
    expect(isErrorCode('toString')).toBe(false);
    for (const { http } of Object.values(errorCodes)) expect(http).toBeGreaterThanOrEqual(400);
  });

  it('as a passed time limit is the same whether it was thrown or made', () => {
    const { stack: _, ...thrown } = failureFrom(new HeartbeatTimeoutError('silent', { frame: 3 }));
    expect(
      timeoutFailure({ kind: 'heartbeat', message: 'silent', lastHeartbeatDetails: { frame: 3 } }),
    ).toEqual(thrown);
  });
});

describe('anything that is thrown', () => {
  it('becomes a failure, and that an error again', () => {
    fc.assert(
      fc.property(
        fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true }),
        (thrown) => {
          const failure = failureFrom(thrown);
          expect(JSON.parse(JSON.stringify(failure))).toEqual(failure);
          expect(failure.message).toBe(errorFrom(failure).message);
        },
      ),
    );
  });

  it('keeps its name, its causes and what retrying needs', () => {
    class Declined extends Error {
      override readonly name = 'Declined';
      readonly nonRetryable = true;
    }
    const error = new Declined('no funds', { cause: new TypeError('inner', { cause: 'a string' }) });
    expect(failureFrom(error)).toMatchObject({
      ...{ name: 'Declined', message: 'no funds', nonRetryable: true },
      cause: { name: 'TypeError', message: 'inner', cause: { name: 'Error', message: 'a string' } },
    });
  });

  it('that is a plain object is somebody’s failure', () => {
    expect(failureFrom({ name: 'Declined', message: 'no', nextRetryDelay: '5s', details: [1] })).toEqual({
      ...{ name: 'Declined', message: 'no', nextRetryDelayMs: 5_000, details: [1] },
    });
    expect(failureFrom({ status: 500 })).toEqual({ name: 'Error', message: '{"status":500}' });
  });

  it('cannot pass for one of ours by a foreign code, nor lose it', () => {
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    expect(failureFrom(refused)).toMatchObject({ fields: { code: 'ECONNREFUSED' } });
    expect(failureFrom(refused)).not.toHaveProperty('code');
    expect(errorFrom(failureFrom(refused))).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('is bounded: length, causes, details, cycles', () => {
    const huge = new ApplicationError('x'.repeat(5_000), 'm'.repeat(50_000), {
      details: 'd'.repeat(100_000),
    });
    huge.cause = huge;
    const failure = failureFrom(huge);
    expect(JSON.stringify(failure).length).toBeLessThan(100_000);
    expect(failure).not.toHaveProperty('details');
    let depth = 0;
    for (let cause = failure.cause; cause !== undefined; cause = cause.cause) depth += 1;
    expect(depth).toBe(8);
  });

  it('is clean text, whatever was in it', () => {
    const { message } = failureFrom(new Error('a\0b\ud800c'));
    expect(message).toBe('ab\u{FFFD}c');
  });

  it('does not throw back, even if it tries', () => {
    const nasty = new Proxy(
      {},
      {
        get: () => {
          throw new Error('gotcha');
        },
      },
    );
    expect(failureFrom(nasty)).toMatchObject({ name: 'Error' });
  });
});
