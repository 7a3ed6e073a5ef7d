import { describe, expect, it } from 'vitest';
import type { OverlapPolicy, ScheduleSpec } from '@baton/core';
import { MAX_STARTS, planAsked, planDue, type ScheduleState, type Tick } from '../src/index.ts';

const MINUTE = 60_000;
const spec: ScheduleSpec = {
  cadence: { kind: 'interval', everyMs: MINUTE, offsetMs: 0 },
  startAtMs: null,
  endAtMs: null,
  jitterMs: 0,
};
const schedule = (change: Partial<ScheduleState> = {}): ScheduleState => ({
  scheduleId: 's',
  spec,
  overlap: 'skip',
  catchUpMs: 10 * MINUTE,
  remaining: null,
  nextTickMs: 100 * MINUTE,
  waiting: null,
  ...change,
});
const tick = (minute: number, origin: Tick['origin'] = 'tick'): Tick => ({
  tickMs: minute * MINUTE,
  origin,
  workflowId: `s/${new Date(minute * MINUTE).toISOString()}`,
  by: null,
  key: null,
});
const minutes = (ticks: readonly Tick[]) => ticks.map(({ tickMs }) => tickMs / MINUTE);
/** Looked at when ticks 100, 101 and 102 are due. */
const late = (overlap: OverlapPolicy, isOpen: boolean, change: Partial<ScheduleState> = {}) => {
  const { starts, spans, waiting, cancelsOpen, nextTickMs } = planDue(
    schedule({ overlap, ...change }),
    102 * MINUTE + 500,
    isOpen,
  );
  return {
    starts: minutes(starts),
    skipped: spans.filter(({ outcome }) => outcome === 'skipped').reduce((sum, { count }) => sum + count, 0),
    waiting: waiting === null ? null : waiting.tickMs / MINUTE,
    cancelsOpen,
    next: nextTickMs === null ? null : nextTickMs / MINUTE,
  };
};

describe('a tick that is due', () => {
  it('starts one run, named after it, and the schedule moves on to the next', () => {
    expect(planDue(schedule(), 100 * MINUTE, false)).toEqual({
      starts: [tick(100)],
      spans: [],
      cancelsOpen: false,
      waiting: null,
      remaining: null,
      nextTickMs: 101 * MINUTE,
      dueAtMs: 101 * MINUTE,
    });
  });
  it('is left alone a millisecond before its time', () => {
    expect(planDue(schedule(), 100 * MINUTE - 1, false)).toMatchObject({
      starts: [],
      nextTickMs: 100 * MINUTE,
    });
  });
  it('waits for its jitter, and the next one is not late for that', () => {
    const jittered = schedule({ spec: { ...spec, jitterMs: 30_000 } });
    const { dueAtMs, nextTickMs } = planDue(jittered, 100 * MINUTE + 30_000, false);
    expect(nextTickMs).toBe(101 * MINUTE);
    expect(dueAtMs).toBeGreaterThan(101 * MINUTE);
    expect(dueAtMs).toBeLessThanOrEqual(101 * MINUTE + 30_000);
  });
});

describe('several ticks that are due at once, while no run is open', () => {
  it('skip: the first starts', () => {
    expect(late('skip', false)).toEqual({
      starts: [100],
      skipped: 2,
      waiting: null,
      cancelsOpen: false,
      next: 103,
    });
  });
  it('bufferOne: the first starts, the second waits', () => {
    expect(late('bufferOne', false)).toMatchObject({ starts: [100], skipped: 1, waiting: 101 });
  });
  it('allow: all start', () => {
    expect(late('allow', false)).toMatchObject({ starts: [100, 101, 102], skipped: 0, waiting: null });
  });
  it('cancelOther: only the last starts, since each would cancel the one before', () => {
    expect(late('cancelOther', false)).toMatchObject({ starts: [102], skipped: 2, cancelsOpen: false });
  });
});

describe('while a run is open', () => {
  it('skip: none starts', () => {
    expect(late('skip', true)).toMatchObject({ starts: [], skipped: 3, waiting: null });
  });
  it('bufferOne: the first waits, the others are skipped', () => {
    expect(late('bufferOne', true)).toMatchObject({ starts: [], skipped: 2, waiting: 100 });
    expect(late('bufferOne', true, { waiting: tick(99) })).toMatchObject({
      starts: [],
      skipped: 3,
      waiting: 99,
    });
  });
  it('cancelOther: the last waits until what is open has been cancelled', () => {
    expect(late('cancelOther', true, { waiting: tick(99) })).toMatchObject({
      starts: [],
      skipped: 3,
      waiting: 102,
      cancelsOpen: true,
    });
  });
});

describe('a tick that waits', () => {
  it('starts as soon as no run is open, also while the schedule is paused', () => {
    const plan = planDue(
      schedule({ overlap: 'bufferOne', waiting: tick(99), nextTickMs: null }),
      99.5 * MINUTE,
      false,
    );
    expect(plan).toMatchObject({ starts: [tick(99)], waiting: null, nextTickMs: null, dueAtMs: null });
  });
  it('is looked for every two seconds', () => {
    const plan = planDue(schedule({ overlap: 'bufferOne', waiting: tick(99) }), 99.5 * MINUTE, true);
    expect(plan).toMatchObject({ waiting: tick(99), dueAtMs: 99.5 * MINUTE + 2_000 });
  });
});

describe('after a downtime', () => {
  it('ticks within the catch-up window are made up, older ones are counted as missed', () => {
    const plan = planDue(schedule({ overlap: 'allow' }), 115 * MINUTE, false);
    expect(minutes(plan.starts)).toEqual([105, 106, 107, 108, 109, 110, 111, 112, 113, 114, 115]);
    expect(plan.spans).toEqual([
      {
        origin: 'tick',
        outcome: 'missed',
        fromMs: 100 * MINUTE,
        untilMs: 104 * MINUTE,
        count: 5,
        by: null,
        key: null,
      },
    ]);
  });
  it('a long absence is made up in pieces', () => {
    const absent = schedule({ overlap: 'allow', catchUpMs: 1e9 });
    const first = planDue(absent, 400 * MINUTE, false);
    expect(first.starts).toHaveLength(MAX_STARTS);
    expect(first).toMatchObject({ nextTickMs: 200 * MINUTE, dueAtMs: 200 * MINUTE });
  });
});

describe('a schedule with a number of runs', () => {
  it('ends when they are started', () => {
    const plan = planDue(schedule({ overlap: 'allow', remaining: 2 }), 105 * MINUTE, false);
    expect(minutes(plan.starts)).toEqual([100, 101]);
    expect(plan).toMatchObject({ remaining: 0, nextTickMs: null, dueAtMs: null });
  });
  it('does not count what is skipped', () => {
    expect(planDue(schedule({ remaining: 1 }), 102 * MINUTE, true)).toMatchObject({
      remaining: 1,
      nextTickMs: 103 * MINUTE,
    });
  });
  it('counts a tick that waits, before and after it starts', () => {
    const waiting = planDue(schedule({ overlap: 'bufferOne', remaining: 1 }), 100 * MINUTE, true);
    expect(waiting).toMatchObject({ waiting: tick(100), remaining: 1, nextTickMs: null });
    const state = schedule({ overlap: 'bufferOne', remaining: 1, waiting: tick(100), nextTickMs: null });
    expect(planDue(state, 101 * MINUTE, false)).toMatchObject({
      starts: [tick(100)],
      remaining: 0,
      dueAtMs: null,
    });
  });
});

describe('what somebody asks for', () => {
  const asked = [tick(50, 'backfill'), tick(51, 'backfill')];
  it('goes by the policy that was given, and leaves the next tick and the number of runs alone', () => {
    const plan = planAsked(schedule({ remaining: 3 }), asked, {
      overlap: 'allow',
      nowMs: 99 * MINUTE,
      isOpen: true,
    });
    expect(plan).toMatchObject({
      starts: asked,
      remaining: 3,
      nextTickMs: 100 * MINUTE,
      dueAtMs: 100 * MINUTE,
    });
  });
  it('is skipped like a tick where the policy says so', () => {
    const plan = planAsked(schedule(), asked, { overlap: 'skip', nowMs: 99 * MINUTE, isOpen: true });
    expect(plan).toMatchObject({ starts: [], spans: [{ origin: 'backfill', outcome: 'skipped', count: 2 }] });
  });
});
