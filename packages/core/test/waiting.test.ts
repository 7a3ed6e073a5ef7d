import {
  foldRows,
  waitingFor,
  type ActivityId,
  type EventBody,
  type HumanTaskSpec,
  type LimitView,
  type PendingView,
  type SessionId,
  type TimerId,
  type WaitingContext,
  type WorkerId,
  type WorkerKey,
} from '@baton/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyHistory, options, rowsOf, started } from './histories.ts';

const startMs = 1_700_000_000_000;
const context: WaitingContext = { nowMs: startMs + 60_000, blocked: null };
const one = '1' as ActivityId;
const encode: EventBody = {
  type: 'ActivityScheduled',
  activityId: one,
  name: 'encode',
  input: 1,
  options,
  mode: 'dispatched',
  label: 'enc',
};
const row: PendingView = {
  ...{ activityId: one, queue: 'gpu', state: 'queued', attempt: 0, workerId: null, availableAtMs: startMs },
  ...{ lastFailure: null, cancelRequested: null },
};
const human: HumanTaskSpec = {
  ...{
    title: 'Release to prod',
    instructions: null,
    form: null,
    outcomes: ['approve'],
    assignees: ['role:ops'],
  },
  ...{ dueInMs: 7_260_000, priority: 0, requesterMayNotApprove: false, context: null },
};

const say = (
  events: readonly EventBody[],
  pending: readonly PendingView[] = [],
  more: Partial<WaitingContext> = {},
): string => waitingFor(foldRows(rowsOf([[started], 0], [events, 0])), pending, { ...context, ...more }).text;

describe('the sentence on a run’s page', () => {
  it('names the person who is asked, and when it is due', () => {
    const ask: EventBody = { ...encode, name: 'approval', mode: 'human', human };
    expect(say([ask])).toBe('Waiting for approval "Release to prod" by role:ops, due in 2 h');
    expect(say([ask], [], { nowMs: startMs + 7_260_000 + 3_600_000 })).toContain('overdue by 1 h');
    expect(say([{ ...ask, human: { ...human, assignees: [], dueInMs: null } }])).toBe(
      'Waiting for approval "Release to prod" by anyone',
    );
  });

  it('says which limit is full', () => {
    const limit = { scope: 'activity', name: 'encode', inUse: 5, maxConcurrent: 5, perSecond: null } as const;
    const behind = (changes: Partial<LimitView>): string =>
      say([encode], [{ ...row, limitedBy: { ...limit, ...changes } }]);
    expect(behind({})).toBe('encode waits for a free place: 5 of 5 encode are running');
    expect(behind({ scope: 'queue', name: 'gpu' })).toBe(
      'encode waits for a free place: 5 of 5 of queue gpu are running',
    );
    expect(behind({ scope: 'key', name: 'tenant-7', inUse: 1, maxConcurrent: 1 })).toBe(
      'encode waits for a free place: 1 of 1 of tenant-7 are running',
    );
    expect(behind({ maxConcurrent: null, perSecond: 10 })).toBe(
      'encode waits for its start: encode may start 10 in a second',
    );
  });

  it('says that nobody runs an activity which ends its workers', () => {
    expect(say([encode], [{ ...row, poisoned: true }])).toBe(
      'Stopped: encode ended its worker several times; somebody has to let it go on',
    );
  });

  it('says in one line why a run is blocked', () => {
    const report = { name: 'E', message: 'A long report of who died when', code: 'POISON' };
    const deaths = [{}, {}, {}];
    const blocked = { ...report, fields: { activity: 'encode', deaths } };
    expect(say([encode], [row], { blocked })).toBe(
      'Blocked: encode ended its worker 3 times; somebody has to let it go on',
    );
    expect(say([encode], [row], { blocked: report })).toBe('Blocked: A long report of who died when');
  });

  it('says which worker is missing', () => {
    expect(say([encode], [row], { workers: [] })).toBe(
      'Waiting for a worker of queue gpu that knows activity encode: none is running',
    );
    const other = { taskQueues: ['gpu'], activities: ['decode'] };
    expect(say([encode], [row], { workers: [other] })).toContain('none is registered');
    const able = { taskQueues: ['gpu'], activities: ['encode'] };
    expect(say([encode], [row], { workers: [other, able] })).toBe('Waiting for a free worker to run encode');
  });

  it('says what failed, and when it is tried again', () => {
    const failed = {
      ...row,
      attempt: 2,
      lastFailure: { name: 'E', message: 'no funds' },
      availableAtMs: context.nowMs + 12_000,
    };
    expect(say([encode], [failed])).toBe('Retrying encode: attempt 3 in 12 s after no funds');
    expect(say([encode], [{ ...failed, availableAtMs: 0 }])).toContain('as soon as a worker is free');
  });

  it('says what runs where', () => {
    expect(say([encode], [{ ...row, state: 'running', attempt: 1, workerId: 'w1' }])).toBe(
      'Running encode on worker w1',
    );
    expect(say([encode], [{ ...row, state: 'async', attempt: 2 }])).toBe(
      'Waiting for encode to be completed from outside (attempt 2)',
    );
    expect(say([{ ...encode, mode: 'inline' }])).toBe('Running encode');
    expect(say([encode], [{ ...row, state: 'running', cancelRequested: 'ACTIVITY_CANCELLED' }])).toBe(
      'Waiting for encode to stop',
    );
  });

  it('says how long a timer or a session still has', () => {
    const timer: EventBody = {
      type: 'TimerStarted',
      timerId: '1' as TimerId,
      fireAtMs: context.nowMs + 90_000,
    };
    expect(say([timer])).toBe('Sleeping for 1 min 30 s more, until 2023-11-14T22:15:50.000Z');
    const sessionOptions = {
      ...{
        creationTimeoutMs: 120_000,
        executionTimeoutMs: 1,
        idleTimeoutMs: null,
        taskQueue: null,
        resources: { gpu: 1 },
      },
      ...{ onWorkerLost: 'fail' as const, reestablishTimeoutMs: 1, workerKey: null },
    } as const;
    const session: EventBody = {
      type: 'SessionRequested',
      sessionId: 's' as SessionId,
      options: sessionOptions,
    };
    expect(say([session])).toBe('Waiting for a worker with 1 gpu to open a session, for 1 min more');
    const sessionId = 's' as SessionId;
    const place = { workerId: 'w1' as WorkerId, workerKey: 'gpu-7' as WorkerKey, hostName: 'h' };
    const lost: readonly EventBody[] = [
      session,
      { type: 'SessionOpened', sessionId, ...place, epoch: 1, expiresAtMs: context.nowMs + 90_000 },
      { type: 'SessionSuspended', sessionId, epoch: 1 },
    ];
    expect(say(lost)).toBe('Waiting for worker gpu-7 to come back to its session');
    const retried = { ...row, attempt: 1, lastFailure: { name: 'E', message: 'the worker was lost' } };
    expect(say([...lost, { ...encode, sessionId }], [retried])).toBe(
      'encode waits for worker gpu-7 to come back to its session (and 1 more)',
    );
  });

  it('names the most urgent of several, and counts the others', () => {
    const timer: EventBody = { type: 'TimerStarted', timerId: '1' as TimerId, fireAtMs: context.nowMs + 1 };
    const ask: EventBody = { ...encode, activityId: '2' as ActivityId, mode: 'human', human };
    expect(say([timer, encode, ask], [row])).toMatch(
      /^Waiting for encode "Release to prod".*\(and 2 more\)$/,
    );
  });

  it('says why a run is blocked, or how it ended', () => {
    expect(say([encode], [], { blocked: { name: 'N', message: 'At event 3 …' } })).toBe(
      'Blocked: At event 3 …',
    );
    expect(say([{ type: 'RunFailed', failure: { name: 'E', message: 'no funds' } }])).toBe(
      'Failed after 0 ms: no funds',
    );
    expect(say([{ type: 'RunCompleted', result: 1 }])).toBe('Completed in 0 ms');
  });

  it('says of a new run whether anybody will take it', () => {
    expect(say([])).toBe('Starting');
    expect(say([], [], { workers: [] })).toBe('Waiting for a worker of queue default: none is running');
  });

  it('has an answer for every history', () => {
    fc.assert(
      fc.property(anyHistory, (rows) => {
        const { text } = waitingFor(foldRows(rows), [], context);
        expect(text.length).toBeGreaterThan(5);
        expect(text).not.toMatch(/undefined|NaN|\[object/);
      }),
    );
  });
});
