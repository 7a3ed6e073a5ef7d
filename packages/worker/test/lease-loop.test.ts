// The lease of a process that is held up now and then: how long it may be, at whatever moment it begins.
import type { Shard, WorkerId } from '@baton/core';
import { databaseClock, type Cancel } from '@baton/engine';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startLease } from '../src/lease/lease-loop.ts';
import type { Machine } from '../src/machine.ts';
import type { WorkerStorage } from '../src/worker-storage.ts';

const LEASE_MS = 10_000;

/** An event loop whose time is set: timers go off in the order in which they are due, late if something held the loop up. */
function eventLoop() {
  const timers = new Map<number, { readonly atMs: number; readonly task: () => void }>();
  let nowMs = 0;
  let next = 0;
  const after = (delayMs: number, task: () => void): Cancel => {
    const id = next++;
    timers.set(id, { atMs: nowMs + delayMs, task });
    return () => void timers.delete(id);
  };
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 20; i++) await Promise.resolve();
  };
  /** Nothing runs for this long, then all that is due. */
  const block = async (ms: number): Promise<void> => {
    nowMs += ms;
    const due = [...timers].filter(([, { atMs }]) => atMs <= nowMs);
    for (const [id, { task }] of due.sort(([, a], [, b]) => a.atMs - b.atMs)) {
      // One that was due at the same time may have cancelled it.
      if (timers.delete(id)) task();
    }
    await settle();
  };
  const run = async (ms: number): Promise<void> => {
    const untilMs = nowMs + ms;
    for (;;) {
      const first = Math.min(untilMs, ...[...timers.values()].map(({ atMs }) => atMs));
      await block(Math.max(0, first - nowMs));
      if (nowMs >= untilMs) return;
    }
  };
  const machine = { after, about: after, random: () => 1, monotonicMs: () => nowMs } as unknown as Machine;
  return { machine, now: () => nowMs, block, run };
}

/**
 * A worker's lease, and a database that may be away. Where nobody `reaps`, a lease that has passed can still be renewed. With `looks` something
 * else is asked so often, and renews it on the way.
 */
async function leased({ reaps = true, looksEveryMs = null as number | null } = {}) {
  const loop = eventLoop();
  let untilMs = LEASE_MS;
  let isAway = false;
  const calls = { shares: 0, renewals: 0, looks: 0 };
  let ownedNothing = 0;
  let lost = 0;
  const renew = (kind: keyof typeof calls) => async () => {
    if (isAway) throw new Error('away');
    calls[kind] += 1;
    const held = !reaps || loop.now() <= untilMs;
    if (held) untilMs = loop.now() + LEASE_MS;
    return Promise.resolve({ nowMs: loop.now(), held });
  };
  const share = renew('shares');
  const storage = {
    renewLease: renew('renewals'),
    heartbeatWorker: async () => ({
      ...(await share()),
      shards: [{ taskQueue: 'default', shard: 1 as Shard, epoch: 1 }],
    }),
  } as unknown as WorkerStorage;
  const lease = startLease({
    ...{ storage, machine: loop.machine, workerId: 'w' as WorkerId, leaseMs: LEASE_MS },
    ...{ clock: databaseClock(loop.now, 0), log: () => undefined },
    onShards: (owned) => {
      if (owned.size === 0) ownedNothing += 1;
    },
    onLost: () => (lost += 1),
  });
  const look = async (everyMs: number): Promise<void> => {
    const sentAtMs = loop.now();
    try {
      if (lease.isDueWithin(everyMs)) lease.heard(await renew('looks')(), sentAtMs);
    } catch {
      // It is away.
    }
    loop.machine.about(everyMs, () => void look(everyMs));
  };
  if (looksEveryMs !== null) void look(looksEveryMs);
  await loop.run(0);
  return {
    ...{ loop, lease, calls },
    away: (now: boolean) => (isAway = now),
    troubles: () => ({ ownedNothing, lost }),
  };
}

const none = { ownedNothing: 0, lost: 0 };

test('a process that is blocked for 85 % of its lease, again and again, neither loses it nor doubts it', async () => {
  const anyTroubles = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 8_400 })),
    {
      minLength: 1,
      maxLength: 20,
    },
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(null, 900), anyTroubles, async (looksEveryMs, troubles) => {
      const { loop, troubles: found } = await leased({ looksEveryMs });
      for (const [calmMs, blockedMs] of troubles) {
        await loop.run(calmMs);
        await loop.block(blockedMs);
      }
      expect(found()).toEqual(none);
    }),
  );
});

test('a database that is away for 75 % of the lease is found again in time', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(null, 900),
      fc.integer({ min: 0, max: 3_000 }),
      fc.integer({ min: 0, max: 7_500 }),
      async (looksEveryMs, calm, away) => {
        const world = await leased({ looksEveryMs });
        await world.loop.run(calm);
        world.away(true);
        await world.loop.run(away);
        world.away(false);
        await world.loop.run(2_000);
        expect(world.troubles()).toEqual(none);
      },
    ),
  );
});

test('one that is away for longer is doubted before the lease is over, and what was owned is owned again afterwards', async () => {
  const { loop, lease, away, troubles } = await leased();
  away(true);
  await loop.run(LEASE_MS);
  expect(troubles()).toEqual({ ownedNothing: 1, lost: 0 });
  expect(lease.shards()).toEqual([]);
});

test('a doubt that was wrong is over with the next answer', async () => {
  const { loop, lease, away, troubles } = await leased({ reaps: false });
  away(true);
  await loop.run(9_600);
  expect(troubles()).toEqual({ ownedNothing: 1, lost: 0 });
  away(false);
  await loop.run(1_000);
  expect(lease.shards()).toEqual([1]);
});

test('most renewals are the cheap ones', async () => {
  const { loop, calls } = await leased();
  await loop.run(60_000);
  expect(calls.shares).toBeLessThanOrEqual(21);
  expect(calls.shares).toBeGreaterThanOrEqual(15);
  expect(calls.renewals).toBeLessThanOrEqual(48);
});

test('looks renew it on the way, and nothing else does but what looks after the shards', async () => {
  const { loop, calls, troubles } = await leased({ looksEveryMs: 900 });
  await loop.run(60_000);
  expect(calls.renewals).toBe(0);
  expect(calls.shares).toBeLessThanOrEqual(21);
  expect(calls.looks).toBeGreaterThanOrEqual(60);
  expect(troubles()).toEqual(none);
});

test('a doubt that was wrong is over with the next look, too', async () => {
  const { loop, lease, away, calls } = await leased({ reaps: false, looksEveryMs: 900 });
  away(true);
  await loop.run(9_600);
  expect(lease.shards()).toEqual([]);
  away(false);
  const { shares } = calls;
  await loop.run(1_000);
  expect(lease.shards()).toEqual([1]);
  expect(calls.shares).toBe(shares + 1);
});

test('free shards are looked for at once', async () => {
  const { loop, lease, calls } = await leased();
  await loop.run(500);
  const before = calls.shares;
  lease.wake();
  await loop.run(0);
  expect(calls.shares).toBe(before + 1);
});
