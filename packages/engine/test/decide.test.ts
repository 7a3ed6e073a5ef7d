import { defaultActivityOptions, emptyRunState, makeRunId, shardOf } from '@baton/core';
import type {
  ActivityId,
  Command,
  RecordedActivityOptions,
  RunStarted,
  SessionId,
  TimerId,
  WorkerId,
  WorkerKey,
  WorkflowId,
} from '@baton/core';
import { describe, expect, test } from 'vitest';
import { record, type Deciding } from '../src/decide/deciding.ts';
import { newDraft } from '../src/decide/draft.ts';
import { carryOut, enact } from '../src/decide/enact.ts';
import { childRef, newMemory } from '../src/decide/run-memory.ts';
import { stimulusOf } from '../src/decide/stimulus-of.ts';
import type { InboxBody } from '../src/storage.ts';

const startedAtMs = Date.UTC(2026, 0, 1);
const shard = shardOf('w');
const runId = makeRunId(shard, startedAtMs, new Uint8Array(8));

/** A run that has begun; its next transition is at event 2. */
function started(more: Partial<RunStarted> = {}): Deciding {
  const ref = { shard, runId };
  const event: RunStarted = {
    type: 'RunStarted',
    workflow: 'w',
    workflowId: 'w' as WorkflowId,
    taskQueue: 'default',
    input: null,
    ...more,
  };
  const decider = {
    runsInline: (_: string, name: string) => name === 'here',
    random: (n: number) => new Uint8Array(n),
  };
  const first: Deciding = {
    ref,
    state: emptyRunState(),
    memory: newMemory(),
    draft: newDraft(ref, 1, startedAtMs),
    decider,
  };
  record(first, event);
  return next(first);
}

/** The same run, with what it has done durable. */
function next(deciding: Deciding): Deciding {
  return { ...deciding, draft: newDraft(deciding.ref, deciding.state.nextSeq, startedAtMs + 1_000) };
}

const first = '1' as ActivityId;

function schedule(
  name: string,
  options: Partial<RecordedActivityOptions> = {},
): Extract<Command, { type: 'ScheduleActivity' }> {
  return {
    type: 'ScheduleActivity',
    activityId: first,
    name,
    input: null,
    options: { ...defaultActivityOptions, startToCloseMs: 1_000, ...options },
  };
}

function scheduled(options: Partial<RecordedActivityOptions> = {}, name = 'here'): Deciding {
  const deciding = started();
  carryOut(deciding, schedule(name, options));
  return next(deciding);
}

function inSession(): Deciding {
  const deciding = started();
  const sessionId = `${runId}/1` as SessionId;
  const options = {
    creationTimeoutMs: 1_000,
    executionTimeoutMs: 1_000,
    idleTimeoutMs: null,
    taskQueue: null,
    resources: {},
    onWorkerLost: 'fail',
    reestablishTimeoutMs: 0,
    workerKey: null,
  } as const;
  carryOut(deciding, { type: 'RequestSession', sessionId, options });
  enact(deciding, {
    type: 'SessionOpened',
    sessionId,
    workerId: 'w-1' as WorkerId,
    workerKey: 'gpu-7' as WorkerKey,
    hostName: 'h',
    epoch: 1,
    expiresAtMs: startedAtMs + 1_000,
  });
  carryOut(deciding, { ...schedule('here'), sessionId });
  return deciding;
}

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

describe('timers', () => {
  const timerId = '1' as TimerId;
  const start: Command = { type: 'StartTimer', timerId, fireAtMs: startedAtMs + 5_000 };

  test('one that is cancelled in the transition that starts it is never written', () => {
    const deciding = started();
    carryOut(deciding, start);
    carryOut(deciding, { type: 'CancelTimer', timerId });
    expect(deciding.draft).toMatchObject({ addTimers: [], removeTimers: [] });
  });

  test('one that fires is removed by its place in time', () => {
    const deciding = started();
    carryOut(deciding, start);
    const later = next(deciding);
    enact(later, { type: 'TimerFired', timerId });
    expect(later.draft.removeTimers).toEqual([{ timerId, fireAtMs: startedAtMs + 5_000 }]);
  });
});

describe('the end of a run', () => {
  const child: Command = {
    type: 'StartChild',
    childId: '1',
    workflow: 'c',
    workflowId: 'c-1',
    input: null,
    taskQueue: null,
    parentClosePolicy: 'terminate',
  };

  test('is told to its parent', () => {
    const parent = { runId: makeRunId(shardOf('p'), startedAtMs, new Uint8Array(8)), childId: '3' };
    const deciding = started({ parent });
    carryOut(deciding, { type: 'CompleteRun', result: 7 });
    expect(deciding.draft).toMatchObject({
      close: { status: 'completed', next: null },
      outbox: [{ to: { runId: parent.runId }, body: { kind: 'childCompleted', childId: '3', result: 7 } }],
    });
  });

  test.each(['terminate', 'cancel', 'abandon'] as const)(
    'does with its children what was agreed: %s',
    (parentClosePolicy) => {
      const deciding = started();
      carryOut(deciding, { ...child, parentClosePolicy });
      const closing = next(deciding);
      carryOut(closing, { type: 'CompleteRun', result: null });
      const to = childRef(runId, '1', 'c-1');
      const expected = {
        terminate: [{ kind: 'terminate', to }],
        cancel: [{ kind: 'message', to, body: { kind: 'cancel' } }],
        abandon: [],
      };
      expect(closing.draft.outbox).toMatchObject(expected[parentClosePolicy]);
    },
  );

  test('leaves children alone that have ended', () => {
    const deciding = started();
    carryOut(deciding, child);
    enact(deciding, { type: 'ChildCompleted', childId: '1', result: null });
    const closing = next(deciding);
    carryOut(closing, { type: 'CompleteRun', result: null });
    expect(closing.draft.outbox).toEqual([]);
  });

  test('by continue-as-new begins the next run with the same name', () => {
    const deciding = started({ runTimeoutMs: 60_000, attributes: { a: 1 } });
    carryOut(deciding, { type: 'SetAttributes', attributes: { b: 2 } });
    carryOut(deciding, { type: 'ContinueAsNew', workflow: 'w', input: 2, handOver: false });
    const close = deciding.draft.close;
    expect(close).toMatchObject({
      status: 'continuedAsNew',
      next: {
        ref: { shard },
        event: {
          workflowId: 'w',
          input: 2,
          continuedFrom: runId,
          runTimeoutMs: 60_000,
          attributes: { a: 1, b: 2 },
        },
      },
    });
    expect(close?.next?.event).not.toHaveProperty('atMs');
  });
});

describe('messages between runs', () => {
  test('a child has the same run id however often its start is decided', () => {
    expect(childRef(runId, '1', 'c-1')).toEqual(childRef(runId, '1', 'c-1'));
    expect(childRef(runId, '1', 'c-1').runId).not.toBe(childRef(runId, '2', 'c-1').runId);
  });

  test('a signal to another run carries a request id, so that it arrives once', () => {
    const deciding = started();
    carryOut(deciding, { type: 'SignalRun', signalId: '4', workflowId: 'other', name: 'go', payload: 1 });
    const body: Partial<InboxBody> = { kind: 'signal', name: 'go', payload: 1, requestId: `${runId}/4` };
    expect(deciding.draft.outbox).toMatchObject([{ workflowId: 'other', body, dedupKey: `${runId}/4` }]);
  });
});

test('the state forgets what is closed, so that the ten-thousandth step is as cheap as the first', () => {
  const deciding = started();
  for (let i = 0; i < 100; i++) {
    const activityId = String(i) as ActivityId;
    carryOut(deciding, { ...schedule('here'), activityId });
    enact(deciding, { type: 'ActivityCompleted', activityId, result: null });
    enact(deciding, { type: 'SignalReceived', name: 's', payload: null });
  }
  expect(deciding.state.activities.size).toBe(0);
  expect(deciding.state.signals).toEqual([]);
  expect(deciding.state.nextSeq).toBe(302);
});
