// Ticks that were not looked at in time, on days that clocks change, and those that somebody asks for.
import { describe, expect, it } from 'vitest';
import type { Cadence } from '@baton/core';
import { scheduleWorld, at, minute, MINUTE, NOON } from './schedule-world.ts';

const world = scheduleWorld();
const { database, made, runsOf, actionsOf, stateOf, fire } = world;

describe('after a downtime of three hours', () => {
  it('the last hour is made up by policy, the rest is counted as missed', async () => {
    const id = await made({ id: 'away', overlap: 'allow' });
    const back = NOON + 180 * MINUTE;
    for (let round = 0; round < 3; round++) await fire(back);
    expect(await runsOf(id)).toHaveLength(61);
    expect(await stateOf(id)).toMatchObject({
      started: 61,
      missed: 120,
      next_tick_at: new Date(back + MINUTE),
    });
    expect((await actionsOf(id))[0]).toMatchObject({ outcome: 'missed', count: 120, tick: '12:00' });
  });
});

describe('on the days that clocks change', () => {
  it('a nightly tick in Berlin happens once each night', async () => {
    const cadence: Cadence = { kind: 'cron', expressions: ['30 2 * * *'], timeZone: 'Europe/Berlin' };
    const id = await made({
      id: 'nightly',
      overlap: 'allow',
      cadence,
      nextTickMs: at('2026-10-24T00:30:00Z'),
    });
    // Looked at each ten minutes, by the clock on the wall of the database.
    for (let now = at('2026-10-24T00:00:00Z'); now < at('2026-10-27T00:00:00Z'); now += 10 * MINUTE)
      await fire(now);
    expect((await runsOf(id)).map(({ workflow_id }) => workflow_id)).toEqual([
      'nightly/2026-10-24T00:30:00.000Z',
      'nightly/2026-10-25T00:30:00.000Z',
      'nightly/2026-10-26T01:30:00.000Z',
    ]);
  });
});

describe('asked for by somebody', () => {
  const ask = { by: 'person:1', key: null } as const;
  it('a trigger starts a run now, by the policy that is given', async () => {
    const id = await made({ id: 'asked', nextTickMs: at('2031-01-01T00:00:00Z') });
    const first = await world.store().trigger({ scheduleId: id, overlap: 'skip', ...ask });
    expect(first).toMatchObject({
      outcome: 'started',
      workflowId: expect.stringMatching(/^asked\/20.*Z\/now$/) as string,
    });
    expect(await world.store().trigger({ scheduleId: id, overlap: 'skip', ...ask })).toEqual({
      outcome: 'skipped',
    });
    expect(await world.store().trigger({ scheduleId: id, overlap: 'bufferOne', ...ask })).toEqual({
      outcome: 'waiting',
    });
    expect(await world.store().trigger({ scheduleId: id, overlap: 'allow', ...ask })).toMatchObject({
      outcome: 'started',
    });
    expect(await stateOf(id)).toMatchObject({
      next_tick_at: new Date('2031-01-01'),
      waits: false,
      started: 3,
    });
    expect(await world.store().trigger({ scheduleId: 'nobody', overlap: 'allow', ...ask })).toBeNull();
  });

  it('the same key is the same trigger', async () => {
    const id = await made({ id: 'keyed', nextTickMs: at('2031-01-01T00:00:00Z'), overlap: 'allow' });
    const request = { scheduleId: id, overlap: 'allow', by: 'key:1', key: 'once' } as const;
    const [one, two] = [await world.store().trigger(request), await world.store().trigger(request)];
    expect(two).toEqual(one);
    expect(await runsOf(id)).toHaveLength(1);
  });

  it('a backfill starts what has had no run, and is safe to repeat', async () => {
    const id = await made({ id: 'filled', overlap: 'allow' });
    await fire(minute(0));
    const request = {
      scheduleId: id,
      tickMs: [-2, -1, 0].map(minute),
      overlap: 'allow',
      by: 'person:1',
    } as const;
    expect(await world.store().backfill(request)).toEqual({
      started: 2,
      alreadyRun: 1,
      waiting: 0,
      skipped: 0,
      failed: 0,
    });
    expect(await world.store().backfill(request)).toMatchObject({ started: 0, alreadyRun: 3 });
    expect(await runsOf(id)).toHaveLength(3);
  });
});

describe('the look-up of what is due', () => {
  it('answers when to come back', async () => {
    expect(await fire(NOON)).toEqual({
      ...{ looked: 0, errors: [], nowMs: NOON, nextDueAtMs: null, waitingFor: new Map() },
    });
    await made({ id: 'later', nextTickMs: minute(7) });
    expect(await fire(NOON)).toMatchObject({ looked: 0, nextDueAtMs: minute(7) });
    await database.rows('delete from baton.schedule where id = $1', ['later']);
  });

  it('does not grow: the last thousand actions are kept', async () => {
    const id = await made({ id: 'long', nextTickMs: NOON, catchUpMs: 1e12, overlap: 'allow' });
    await database.rows(
      `insert into baton.schedule_action (schedule_id, id, origin, outcome, tick_at, until_at, count)
       select 'long', baton.new_id(n), 'tick', 'skipped', now(), now(), 1 from generate_series(1, 1500) as s (n)`,
    );
    await fire(NOON);
    const [row] = await database.rows<{ kept: number }>(
      `select count(*)::int as kept from baton.schedule_action where schedule_id = 'long'`,
    );
    expect(row?.kept).toBe(1_001);
    expect(await runsOf(id)).toHaveLength(1);
  });
});
