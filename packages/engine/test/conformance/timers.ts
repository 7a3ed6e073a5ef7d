import type { TimerId } from '@baton/core';
import { describe, expect, it } from 'vitest';
import { started, transition, type Given } from './under-test.ts';

const timer = (timerId: string, fireAtMs: number) => ({ timerId: timerId as TimerId, fireAtMs });

export function describeTimers(given: Given): void {
  describe('timers', () => {
    it('are found up to a time, earliest first', async () => {
      const { storage } = given();
      const run = await started(storage);
      const base = 1_800_000_000_000;
      const addTimers = [timer('late', base + 500), timer('early', base + 1), timer('mid', base + 250)];
      await storage.commit(transition(run.ref, 2, { addTimers }));
      const owned = new Map([[run.queue, [run.ref.shard]]]);
      const due = async (untilMs: number, limit = 10) =>
        (await storage.dueTimers(owned, untilMs, limit)).map(({ timerId, fireAtMs }) => [
          timerId,
          fireAtMs - base,
        ]);

      expect(await due(base)).toEqual([]);
      expect(await due(base + 250)).toEqual([
        ['early', 1],
        ['mid', 250],
      ]);
      expect(await due(base + 1_000, 1)).toEqual([['early', 1]]);
      expect(await storage.dueTimers(new Map([['other', [run.ref.shard]]]), base + 1_000, 10)).toEqual([]);
    });

    it('are gone once the transition that fires or cancels them is written', async () => {
      const { storage } = given();
      const run = await started(storage);
      const [a, b] = [timer('a', 1_000), timer('b', 2_000)];
      await storage.commit(transition(run.ref, 2, { addTimers: [a, b] }));
      await storage.commit(transition(run.ref, 3, { removeTimers: [a] }));
      const due = await storage.dueTimers(new Map([[run.queue, [run.ref.shard]]]), 5_000, 10);
      expect(due).toMatchObject([{ ...run.ref, timerId: 'b', fireAtMs: 2_000 }]);
    });
  });
}
