// What must hold when much happens at once.
import { runRef, type RunId, type Shard, type TimerId } from '@baton/core';
import { activity, workflow } from '@baton/workflow';
import { describe, expect, test } from 'vitest';
import { Timers } from '../src/owner/timers.ts';
import { seededRng } from './rng.ts';
import { SimScheduler } from './sim-scheduler.ts';
import { allShards, createWorld } from './world.ts';

const startMs = Date.UTC(2026, 0, 1);

/** Timers whose rows stay until the test takes them away. */
function timersOf(
  due: { runId: RunId; timerId: TimerId; fireAtMs: number; shard: Shard }[],
  isBusy = () => false,
) {
  const scheduler = new SimScheduler(seededRng(1), startMs);
  const fired: string[] = [];
  let scans = 0;
  const timers = new Timers({
    storage: {
      dueTimers: (_owned: unknown, untilMs: number) => {
        scans += 1;
        return Promise.resolve(due.filter(({ fireAtMs }) => fireAtMs <= untilMs));
      },
    } as unknown as ConstructorParameters<typeof Timers>[0]['storage'],
    clock: scheduler,
    scheduler,
    owned: () => allShards,
    isBusy,
    fire: ({ runId }, timerId) => fired.push(`${runId}/${timerId}`),
    failed: (error) => {
      throw error;
    },
  });
  return { timers, scheduler, fired, scans: () => scans };
}

const runId = '019b76da-a800-7000-8000-000000000001' as RunId;
const { shard } = runRef(runId);
const timer = { runId, shard, timerId: '1' as TimerId, fireAtMs: startMs + 1_000 };

describe('timers', () => {
  test('one whose transition waits to be stored is not fired again by the next scan', async () => {
    const { timers, scheduler, fired, scans } = timersOf([timer]);
    timers.rescan();
    await scheduler.runUntil(startMs + 31_000);
    expect(scans()).toBe(2);
    expect(fired).toEqual([`${runId}/1`]);
    timers.stop();
  });

  test('one that is still there a scan later, or when shards were gained, is fired again', async () => {
    const { timers, scheduler, fired } = timersOf([timer]);
    timers.rescan();
    await scheduler.runUntil(startMs + 2_000);
    timers.rescan();
    await scheduler.runUntil(startMs + 3_000);
    expect(fired).toHaveLength(2);
    await scheduler.runUntil(startMs + 100_000);
    expect(fired.length).toBeGreaterThan(2);
    timers.stop();
  });
});

test('timers that are due while many runs are being loaded fire as soon as fewer are', async () => {
  let loading = 5_000;
  const { timers, scheduler, fired } = timersOf([timer], () => loading > 2_000);
  timers.rescan();
  await scheduler.runUntil(startMs + 5_000);
  expect(fired).toEqual([]);
  loading = 0;
  await scheduler.runUntil(startMs + 5_100);
  expect(fired).toHaveLength(1);
  timers.stop();
});

describe('activities that answer at once', () => {
  test('thousands may wait for one slot', async () => {
    const echo = activity('echo', { startToClose: '1 hour' }, (n: number) => n);
    const many = workflow('many', async () => {
      const all = await Promise.all(Array.from({ length: 5_000 }, (_, n) => echo(n)));
      return all.reduce((sum, n) => sum + n, 0);
    });
    const world = createWorld({
      workflows: [many],
      attempts: {
        // The first holds the slot, so that all others wait behind it.
        echo: (attempt) =>
          attempt.task.input === 0
            ? void world.scheduler.after(100, () => attempt.completed(0))
            : attempt.completed(attempt.task.input),
      },
      limits: { inlineSlots: 1 },
    });
    const owner = world.newOwner();
    owner.setShards(allShards);
    const run = await world.start('many');
    owner.adopt(run);
    await world.passes(1_000);
    expect((await world.events(run.ref)).at(-1)).toMatchObject({
      type: 'RunCompleted',
      result: (5_000 * 4_999) / 2,
    });
  });
});
