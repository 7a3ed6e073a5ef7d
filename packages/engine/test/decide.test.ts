import { defaultActivityOptions, type Command, type SessionId } from '@baton/core';
import { describe, expect, test } from 'vitest';
import { carryOut, enact } from '../src/decide/enact.ts';
import { stimulusOf } from '../src/decide/stimulus-of.ts';
import type { InboxBody } from '../src/storage.ts';
import { first, inSession, next, runId, schedule, scheduled, started } from './deciding-run.ts';

describe('where an activity runs', () => {
  const human = {
    title: 't',
    instructions: null,
    form: null,
    outcomes: ['approve'],
    assignees: [],
    dueInMs: null,
    priority: 0,
    requesterMayNotApprove: false,
    context: null,
  } as const;

  test.each([
    ['its own queue, known here', schedule('here'), 'inline'],
    ['not known here', schedule('elsewhere'), 'dispatched'],
    ['another queue', schedule('here', { taskQueue: 'gpu' }), 'dispatched'],
    ['its own queue by name', schedule('here', { taskQueue: 'default' }), 'inline'],
    ['a heartbeat', schedule('here', { heartbeatMs: 1_000 }), 'dispatched'],
    ['an async time limit', schedule('here', { asyncTimeoutMs: 1_000 }), 'dispatched'],
    ['heartbeats that the workflow wants', schedule('here', { deliverHeartbeatsMs: 1_000 }), 'dispatched'],
    [
      'at most once',
      schedule('here', { retry: { ...defaultActivityOptions.retry, maxAttempts: 1 } }),
      'dispatched',
    ],
    ['a person', { ...schedule('here'), human }, 'human'],
  ] as const)('%s decides how', (_, command, mode) => {
    const deciding = started();
    carryOut(deciding, command);
    expect(deciding.draft.events).toMatchObject([{ type: 'ActivityScheduled', mode }]);
    expect(deciding.draft.start).toEqual(mode === 'inline' ? [first] : []);
    expect(deciding.draft.addActivities).toHaveLength(mode === 'inline' ? 0 : 1);
  });

  test('one in a session goes to the worker that holds it', () => {
    expect(inSession().draft.addActivities).toMatchObject([{ queue: '@gpu-7', state: 'queued', attempt: 0 }]);
  });
});

describe('cancelling an activity', () => {
  const cancel: Command = { type: 'CancelActivity', activityId: first, reason: 'ACTIVITY_CANCELLED' };

  test('with try its row is closed and its worker told', () => {
    const deciding = scheduled({ cancellation: 'try' }, 'elsewhere');
    carryOut(deciding, cancel);
    expect(deciding.draft).toMatchObject({
      closeActivities: [{ activityId: first, human: null }],
      cancelActivities: [{ activityId: first, reason: 'ACTIVITY_CANCELLED' }],
    });
    expect(deciding.state.activities.size).toBe(0);
  });

  test('with wait it stays open until it answers', () => {
    const deciding = scheduled({ cancellation: 'wait' }, 'elsewhere');
    carryOut(deciding, cancel);
    expect(deciding.draft).toMatchObject({ closeActivities: [], cancelActivities: [{ activityId: first }] });
    expect(deciding.state.activities.get(first)?.status).toBe('cancelRequested');
  });

  test('with abandon nobody is told', () => {
    const deciding = scheduled({ cancellation: 'abandon' }, 'elsewhere');
    carryOut(deciding, cancel);
    expect(deciding.draft).toMatchObject({
      closeActivities: [{ activityId: first }],
      cancelActivities: [],
      abort: [],
    });
  });

  test('in the transition that schedules it, nothing of it is written, and with wait it is answered for', () => {
    const deciding = started();
    carryOut(deciding, schedule('elsewhere', { cancellation: 'wait' }));
    carryOut(deciding, cancel);
    const [answer] = deciding.draft.followUps;
    expect(answer).toMatchObject({ type: 'ActivityCancelled', failure: { code: 'CANCELLED' } });
    enact(deciding, answer!);
    expect(deciding.draft).toMatchObject({ addActivities: [], closeActivities: [], cancelActivities: [] });
  });

  test('inline its handler is told once the request is durable', () => {
    const deciding = scheduled({ cancellation: 'wait' });
    carryOut(deciding, cancel);
    expect(deciding.draft).toMatchObject({
      abort: [{ activityId: first, reason: 'ACTIVITY_CANCELLED' }],
      cancelActivities: [],
      closeActivities: [],
    });
  });
});

describe('what an inbox row means', () => {
  const completed: InboxBody = { kind: 'activityCompleted', activityId: first, result: 1 };

  test('a completion of an open activity', () => {
    expect(stimulusOf(completed, scheduled())).toEqual({
      type: 'ActivityCompleted',
      activityId: first,
      result: 1,
    });
  });

  test('nothing, for an activity that is closed', () => {
    const deciding = scheduled();
    enact(deciding, { type: 'ActivityCompleted', activityId: first, result: 1 });
    expect(stimulusOf(completed, deciding)).toBeNull();
  });

  test('nothing, for a request that was seen before', () => {
    const deciding = started();
    const signal = { kind: 'signal', name: 'go', payload: null, requestId: 'r' } as const;
    const event = stimulusOf(signal, deciding);
    enact(deciding, event!);
    expect(stimulusOf(signal, deciding)).toBeNull();
    expect(stimulusOf({ kind: 'signal', name: 'go', payload: null }, deciding)).not.toBeNull();
  });

  test('nothing, for a second cancel', () => {
    const deciding = started();
    enact(deciding, { type: 'RunCancelRequested', reason: 'a', by: 'person:1' });
    expect(stimulusOf({ kind: 'cancel', reason: 'b', by: 'person:2' }, deciding)).toBeNull();
  });

  test('nothing, for news of a session that has ended', () => {
    const deciding = inSession();
    const sessionId = `${runId}/1` as SessionId;
    const failed = { kind: 'sessionFailed', sessionId, reason: 'WORKER_LOST', message: 'gone' } as const;
    expect(stimulusOf(failed, deciding)).not.toBeNull();
    carryOut(deciding, { type: 'CompleteSession', sessionId });
    expect(stimulusOf(failed, deciding)).toBeNull();
  });
});

describe('a session that fails', () => {
  test('ends what runs in it, in the same transition', () => {
    const deciding = next(inSession());
    const sessionId = `${runId}/1` as SessionId;
    enact(deciding, { type: 'SessionFailed', sessionId, reason: 'WORKER_LOST', message: 'gone' });
    const [cancelled] = deciding.draft.followUps;
    expect(cancelled).toMatchObject({
      type: 'ActivityCancelled',
      activityId: first,
      failure: { code: 'CANCELLED', cause: { code: 'SESSION_FAILED', fields: { reason: 'WORKER_LOST' } } },
    });
    enact(deciding, cancelled!);
    expect(deciding.draft.closeActivities).toEqual([{ activityId: first, human: null }]);
  });
});
