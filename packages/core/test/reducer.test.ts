import {
  applyEvent,
  cancelFailure,
  emptyRunState,
  foldRows,
  isActivityOpen,
  isClosed,
  snapshot,
  stamp,
  type ActivityId,
  type EventBody,
  type NodeStatus,
  type RunState,
  type SessionId,
  type TimerId,
} from '@baton/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyEvent, anyHistory, options, rowsOf, runId, started } from './histories.ts';

const one = '1' as ActivityId;
const scheduled: EventBody = {
  type: 'ActivityScheduled',
  activityId: one,
  name: 'charge',
  input: 5,
  options,
  mode: 'inline',
  label: 'pay',
};
const done: EventBody = {
  type: 'ActivityCompleted',
  activityId: one,
  result: 'ok',
  by: 'key:1',
  completionKey: 'k',
  attempt: 2,
};
const failure = { name: 'Declined', message: 'no funds' };

const fold = (...events: readonly EventBody[]): RunState =>
  foldRows(rowsOf([[started], 0], ...events.map((event) => [[event], 10] as const)));
const node = (status: NodeStatus, more = {}): EventBody => ({
  type: 'Marked',
  kind: 'node',
  value: { node: 'pay', status, ...more },
});

describe('the reducer', () => {
  it('folds the same events to the same state, wherever the fold is cut', () => {
    fc.assert(
      fc.property(anyHistory, fc.nat(), (rows, cut) => {
        const whole = foldRows(rows);
        const at = cut % (rows.length + 1);
        const resumed = foldRows(rows.slice(at), foldRows(rows.slice(0, at)));
        expect(resumed).toEqual(whole);
        const oneByOne = emptyRunState();
        for (const event of rows.flatMap(stamp)) applyEvent(oneByOne, event);
        expect(oneByOne).toEqual(whole);
      }),
    );
  });

  it('leaves snapshots alone: entries are replaced, never changed', () => {
    fc.assert(
      fc.property(anyHistory, fc.nat(), (rows, cut) => {
        const at = cut % (rows.length + 1);
        const state = foldRows(rows.slice(0, at));
        const shot = snapshot(state);
        const before = structuredClone(shot);
        foldRows(rows.slice(at), state);
        expect(shot).toEqual(before);
      }),
    );
  });

  it('never throws for what one event may say of another, and counts without gaps', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (bodies) => {
        const state = foldRows(rowsOf([bodies, 0]));
        expect(state.nextSeq).toBe(bodies.length + 1);
      }),
    );
  });

  it('lets the first outcome stand, and nothing change a closed run', () => {
    fc.assert(
      fc.property(anyHistory, anyEvent, (rows, late) => {
        const state = foldRows(rows);
        const before = snapshot(state);
        applyEvent(state, { ...late, seq: state.nextSeq, atMs: state.lastEventAtMs + 1 });
        for (const [id, activity] of before.activities) {
          const redone = late.type === 'ActivityScheduled' && late.activityId === id;
          if (!isActivityOpen(activity.status) && !redone) expect(state.activities.get(id)).toBe(activity);
        }
        if (!isClosed(before.status)) return;
        const { nextSeq: _, lastEventAtMs: __, unknownEvents: ___, ...now } = state;
        expect(now).toMatchObject({ status: before.status, result: before.result, failure: before.failure });
        expect([...now.nodes]).toEqual([...before.nodes]);
      }),
    );
  });

  it('refuses a gap and a repeat', () => {
    const state = fold(scheduled);
    expect(() => applyEvent(state, { ...done, seq: 2, atMs: 0 })).toThrow('cannot follow event 2');
    expect(() => applyEvent(state, { ...done, seq: 4, atMs: 0 })).toThrow(RangeError);
    expect(() => foldRows([{ seq: 9, atMs: 0, events: [done] }], state)).toThrow(RangeError);
  });

  it('counts events of a later version and goes on', () => {
    const strange = { type: 'RunTeleported', where: 'Mars' } as unknown as EventBody;
    const state = fold(strange, { type: 'hasOwnProperty' } as unknown as EventBody, scheduled);
    expect(state).toMatchObject({ unknownEvents: 2, nextSeq: 5 });
    expect(state.activities.size).toBe(1);
  });

  it('costs the same at every position', () => {
    const events = Array.from({ length: 20_000 }, (_, i): EventBody => {
      const activityId = String(i >> 1) as ActivityId;
      return i % 2 === 0 ? { ...scheduled, activityId } : { ...done, activityId };
    });
    const state = emptyRunState();
    const timed = (from: number): number => {
      const before = performance.now();
      for (let i = from; i < from + 5_000; i++) applyEvent(state, { ...events[i]!, seq: i + 1, atMs: i });
      return performance.now() - before;
    };
    timed(0);
    const [early, , late] = [timed(5_000), timed(10_000), timed(15_000)];
    expect(late).toBeLessThan(early * 10 + 200);
  });
});

describe('the state of a run', () => {
  it('has what was started, and the end', () => {
    expect(fold()).toMatchObject({
      status: 'running',
      started: { workflow: 'order', atMs: 1_700_000_000_000 },
    });
    const state = fold({ type: 'RunCompleted', result: { total: 3 } });
    expect(state).toMatchObject({ status: 'completed', result: { total: 3 }, closedAtMs: 1_700_000_000_010 });
    const next = fold({ type: 'RunContinuedAsNew', nextRunId: runId, workflow: 'order', input: 1 });
    expect(next).toMatchObject({ status: 'continuedAsNew', nextRunId: runId });
    const stopped = fold({ type: 'RunTerminated', reason: 'enough', by: 'person:ada' });
    expect(stopped).toMatchObject({
      status: 'terminated',
      failure: { message: 'enough', code: 'RUN_TERMINATED' },
    });
  });

  it('follows an activity to its outcome', () => {
    expect(fold(scheduled).activities.get(one)).toMatchObject({
      status: 'scheduled',
      mode: 'inline',
      scheduledSeq: 2,
    });
    expect(
      fold(scheduled, { type: 'ActivityDispatched', activityId: one, reason: 'retry' }).activities.get(one),
    ).toMatchObject({
      mode: 'dispatched',
    });
    expect(fold(scheduled, done).activities.get(one)).toMatchObject({
      ...{ status: 'completed', result: 'ok', by: 'key:1', completionKey: 'k', attempt: 2, closedSeq: 3 },
    });
  });

  it('closes a cancelled activity at once, unless the workflow waits for it', () => {
    const cancel: EventBody = {
      type: 'ActivityCancelRequested',
      activityId: one,
      reason: 'ACTIVITY_CANCELLED',
      message: 'm',
    };
    expect(fold(scheduled, cancel).activities.get(one)).toMatchObject({
      ...{ status: 'cancelled', failure: cancelFailure('ACTIVITY_CANCELLED', 'm') },
    });
    const waits: EventBody = { ...scheduled, options: { ...options, cancellation: 'wait' } };
    expect(fold(waits, cancel).activities.get(one)).toMatchObject({
      status: 'cancelRequested',
      closedSeq: null,
    });
    expect(fold(waits, cancel, done).activities.get(one)).toMatchObject({ status: 'completed' });
  });

  it('remembers who asked first for the run to stop, its signals, patches and attributes', () => {
    const ask = (by: string): EventBody => ({ type: 'RunCancelRequested', reason: 'r', by });
    const state = fold(
      ask('person:ada'),
      ask('person:eve'),
      { type: 'SignalReceived', name: 'paid', payload: 1, requestId: 'r1' },
      { type: 'Patched', id: 'p' },
      { type: 'AttributesSet', attributes: { a: 1 } },
      { type: 'AttributesSet', attributes: { b: 2 } },
    );
    expect(state.cancelRequested).toEqual({ reason: 'r', by: 'person:ada' });
    expect(state.signals).toMatchObject([{ name: 'paid', requestId: 'r1', seq: 4 }]);
    expect(state.patches).toEqual(new Set(['p']));
    expect(state.attributes).toEqual({ a: 1, b: 2 });
  });
});

describe('the canvas overlay', () => {
  const pay = (...events: readonly EventBody[]) => fold(...events).nodes.get('pay');

  it('follows the activity that has the node as its label', () => {
    expect(pay(scheduled)).toMatchObject({ status: 'running', activityId: one, visits: 1, endedAtMs: null });
    expect(pay(scheduled, done)).toMatchObject({
      status: 'completed',
      startedAtMs: 1_700_000_000_010,
      endedAtMs: 1_700_000_000_020,
    });
    expect(pay(scheduled, { type: 'ActivityFailed', activityId: one, failure })).toMatchObject({
      status: 'failed',
      failure,
    });
    expect(pay({ ...scheduled, mode: 'human' })).toMatchObject({ status: 'waiting' });
  });

  it('lets a mark have the last word', () => {
    const state = pay(
      scheduled,
      { type: 'ActivityFailed', activityId: one, failure },
      node('completed', { port: 'error' }),
    );
    expect(state).toMatchObject({
      status: 'completed',
      port: 'error',
      failure: null,
      activityId: one,
      visits: 1,
    });
    expect(pay(node('skipped'))).toMatchObject({ status: 'skipped', startedAtMs: null, visits: 1 });
    expect(pay(node('completed', { output: { x: 1 } }))).toMatchObject({ output: { x: 1 } });
  });

  it('takes only marks that are one', () => {
    const marks = [null, 'pay', [], { node: 1 }, { node: 'pay' }, { node: 'pay', status: 'glowing' }];
    for (const value of marks) expect(pay({ type: 'Marked', kind: 'node', value })).toBeUndefined();
    const smuggled = pay(node('running', { visits: 99, startedAtMs: 'x' }));
    expect(smuggled).toMatchObject({ visits: 1, startedAtMs: 1_700_000_000_010 });
  });

  it('takes a list of marks, in which a node has completed unless it says otherwise', () => {
    const value = [{ node: 'pay', port: 'late', output: 7 }, { node: 'ship', status: 'skipped' }, 'junk'];
    const { nodes } = fold({ type: 'Marked', kind: 'node', value });
    expect(nodes.get('pay')).toMatchObject({ status: 'completed', port: 'late', output: 7 });
    expect(nodes.get('ship')).toMatchObject({ status: 'skipped' });
    expect(nodes.size).toBe(2);
  });

  it('gives the node whose output the result is the result of the run', () => {
    const marked: EventBody = { type: 'Marked', kind: 'node', value: [{ node: 'pay', isResult: true }] };
    expect(pay(marked)?.output).toBeNull();
    expect(pay(marked, { type: 'RunCompleted', result: { sum: 1 } })).toMatchObject({ output: { sum: 1 } });
  });

  it('lets an activity that ended well leave by the ordinary port, a person by the outcome', () => {
    expect(pay(scheduled, done)?.port).toBe('out');
    expect(pay({ ...scheduled, mode: 'human' }, done)?.port).toBeNull();
  });

  it('counts visits', () => {
    const again: EventBody = { ...scheduled, activityId: '2' as ActivityId };
    expect(pay(scheduled, done, again)).toMatchObject({
      status: 'running',
      visits: 2,
      activityId: '2',
      port: null,
    });
  });

  it('shows timers, sessions and children, too', () => {
    const timerId = '1' as TimerId;
    const timer: EventBody = { type: 'TimerStarted', timerId, fireAtMs: 9, label: 'pay' };
    expect(pay(timer)?.status).toBe('waiting');
    expect(pay(timer, { type: 'TimerFired', timerId })?.status).toBe('completed');
    const failed: EventBody = {
      type: 'SessionFailed',
      sessionId: 's' as SessionId,
      reason: 'WORKER_LOST',
      message: '',
    };
    expect(pay(failed)).toBeUndefined();
  });

  it('leaves nothing running when the run ends', () => {
    const state = pay(scheduled, { type: 'RunTerminated', reason: 'x', by: 'person:ada' });
    expect(state).toMatchObject({ status: 'cancelled', endedAtMs: 1_700_000_000_020 });
  });
});
