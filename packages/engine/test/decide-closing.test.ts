import { makeRunId, shardOf, type ActivityId, type Command, type TimerId } from '@baton/core';
import { describe, expect, test } from 'vitest';
import { carryOut, enact } from '../src/decide/enact.ts';
import { childRef } from '../src/decide/run-memory.ts';
import type { InboxBody } from '../src/storage.ts';
import { next, runId, schedule, shard, started, startedAtMs } from './deciding-run.ts';

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
    carryOut(deciding, { type: 'ContinueAsNew', workflow: 'w', input: 2, handOver: false, signals: [] });
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
