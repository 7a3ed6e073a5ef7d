import { describe, expect, it } from 'vitest';
import { backlog, claimer } from './limits.ts';
import { unique, type Given } from './under-test.ts';

export function describeTurns(given: Given): void {
  describe('activities that wait', () => {
    it('go by priority over all runs, before anything else', async () => {
      const { storage } = given();
      const queue = unique('queue');
      for (const priority of [1, 3, 5, 2, 4]) {
        // Several runs lie in several shards.
        for (let run = 0; run < 3; run++) await backlog(storage, 1, { priority }, queue);
      }
      const order = [];
      for (let at = 0; at < 15; at++) order.push(...(await claimer(storage, queue)(1)));
      expect(order.map(({ options }) => options.priority)).toEqual(
        [5, 4, 3, 2, 1].flatMap((priority) => [priority, priority, priority]),
      );
    });

    it('of one key do not keep those of another waiting', async () => {
      const { storage } = given();
      const queue = unique('queue');
      await backlog(storage, 200, { fairnessKey: 'whale' }, queue);
      await backlog(storage, 5, { fairnessKey: 'minnow' }, queue);
      const first = await claimer(storage, queue)(10);
      expect(first.map(({ options }) => options.fairnessKey).sort()).toEqual(
        Array.from({ length: 10 }, (_, at) => (at < 5 ? 'minnow' : 'whale')),
      );
    });

    it('take turns from claim to claim, keys with more weight more of them', async () => {
      const { storage } = given();
      const queue = unique('queue');
      await backlog(storage, 60, { fairnessKey: 'three', fairnessWeight: 3 }, queue);
      await backlog(storage, 60, { fairnessKey: 'one' }, queue);
      const claim = claimer(storage, queue);
      const keys = [];
      for (let at = 0; at < 40; at++)
        keys.push(...(await claim(1)).map(({ options }) => options.fairnessKey));
      const threes = keys.filter((key) => key === 'three').length;
      expect(threes).toBeGreaterThanOrEqual(28);
      expect(threes).toBeLessThanOrEqual(32);
    });

    it('of a key that comes back after a rest get no turns for the time in which it had nothing to do', async () => {
      const { storage } = given();
      const queue = unique('queue');
      const claim = claimer(storage, queue);
      await backlog(storage, 100, { fairnessKey: 'busy' }, queue);
      await claim(50);
      await backlog(storage, 50, { fairnessKey: 'back' }, queue);
      const keys = (await claim(20)).map(({ options }) => options.fairnessKey);
      expect(keys.filter((key) => key === 'back').length).toBeLessThanOrEqual(11);
      expect(keys.filter((key) => key === 'busy').length).toBeLessThanOrEqual(11);
    });

    it('without a key are together one key', async () => {
      const { storage } = given();
      const queue = unique('queue');
      await backlog(storage, 100, {}, queue);
      await backlog(storage, 100, { fairnessKey: 'a' }, queue);
      const claim = claimer(storage, queue);
      // The first claim may find out only now that there are keys.
      await claim(1);
      const keys = (await claim(20)).map(({ options }) => options.fairnessKey ?? 'none');
      expect(keys.filter((key) => key === 'none')).toHaveLength(10);
    });
  });
}
