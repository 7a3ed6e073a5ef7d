import { defaultActivityOptions, limitSettings, type ActivityId, type LimitOptions } from '@baton/core';
import { describe, expect, it } from 'vitest';
import type { ActivityTask, LimitRecord, LimitRule, Storage } from '@baton/engine';
import {
  activityRow,
  closing,
  registered,
  started,
  targetOf,
  transition,
  unique,
  type Given,
  type Started,
} from './under-test.ts';

export const person = 'person:1';

export function setLimit(
  storage: Storage,
  scope: LimitRule['scope'],
  name: string,
  options: LimitOptions,
): Promise<void> {
  return storage.setLimit({ scope, name, settings: limitSettings(options) }, person);
}

/** A run with this many activities that wait, their ids counted from 1. */
export async function backlog(
  storage: Storage,
  count: number,
  options: Partial<typeof defaultActivityOptions> & { readonly name?: string } = {},
  queue = unique('queue'),
): Promise<Started> {
  const run = await started(storage, { taskQueue: queue });
  const { name = 'charge', ...given } = options;
  const addActivities = Array.from({ length: count }, (_, at) =>
    activityRow(run, {
      activityId: String(at + 1) as ActivityId,
      name,
      options: { ...defaultActivityOptions, startToCloseMs: 60_000, ...given },
    }),
  );
  await storage.commit(transition(run.ref, 2, { addActivities }));
  return run;
}

export async function limitNamed(storage: Storage, scope: string, name: string): Promise<LimitRecord> {
  const found = (await storage.listLimits()).find((limit) => limit.scope === scope && limit.name === name);
  if (found === undefined) throw new Error(`no limit ${scope} ${name}`);
  return found;
}

export function describeLimits(given: Given): void {
  describe('a limit on attempts that run at the same time', () => {
    it('holds over all workers of a queue, and gives a place to the next when one ends', async () => {
      const { storage } = given();
      const queue = unique('queue');
      await setLimit(storage, 'queue', queue, { maxConcurrent: 3 });
      await backlog(storage, 10, {}, queue);
      const claim = claimer(storage, queue);
      const first = (await Promise.all([claim(5), claim(5), claim(5)])).flat();
      expect(first).toHaveLength(3);
      expect(await limitNamed(storage, 'queue', queue)).toMatchObject({ inUse: 3, waiting: 7 });
      await storage.completeActivity(targetOf(first[0]!), 'ok', {});
      expect(await claim(5)).toHaveLength(1);
      expect(await claim(5)).toEqual([]);
    });

    it('on a name leaves other activities of the queue alone, however many wait in front of them', async () => {
      const { storage } = given();
      const [queue, slow, quick] = [unique('queue'), unique('slow'), unique('quick')];
      await setLimit(storage, 'activity', slow, { maxConcurrent: 2 });
      await backlog(storage, 100, { name: slow }, queue);
      await backlog(storage, 3, { name: quick }, queue);
      const tasks = await claimer(storage, queue, [slow, quick])(20);
      expect(tasks.map(({ name }) => name).sort()).toEqual([quick, quick, quick, slow, slow]);
    });

    it('on a key counts activities of all queues and names with that key, and no others', async () => {
      const { storage } = given();
      const [tenant, other] = [unique('tenant'), unique('tenant')];
      await setLimit(storage, 'key', tenant, { maxConcurrent: 1 });
      const [a, b] = [unique('queue'), unique('queue')];
      await backlog(storage, 2, { limitKey: tenant }, a);
      await backlog(storage, 2, { limitKey: tenant, name: 'refund' }, b);
      await backlog(storage, 2, { limitKey: other }, b);
      expect(await claimer(storage, a)(5)).toHaveLength(1);
      const second = await claimer(storage, b, ['charge', 'refund'])(5);
      expect(second.map(({ options }) => options.limitKey)).toEqual([other, other]);
    });

    it('counts an activity under all limits that it falls under: the tightest decides', async () => {
      const { storage } = given();
      const [queue, name, tenant] = [unique('queue'), unique('name'), unique('tenant')];
      await setLimit(storage, 'queue', queue, { maxConcurrent: 5 });
      await setLimit(storage, 'activity', name, { maxConcurrent: 2 });
      await setLimit(storage, 'key', tenant, { maxConcurrent: 4 });
      await backlog(storage, 9, { name, limitKey: tenant }, queue);
      const tasks = await claimer(storage, queue, [name])(9);
      expect(tasks).toHaveLength(2);
      for (const [scope, of] of [
        ['queue', queue],
        ['activity', name],
        ['key', tenant],
      ] as const)
        expect(await limitNamed(storage, scope, of)).toMatchObject({ inUse: 2, waiting: 7 });
    });

    it('that is lowered below what runs kills nothing, and lets nothing begin until there is room', async () => {
      const { storage } = given();
      const queue = unique('queue');
      await setLimit(storage, 'queue', queue, { maxConcurrent: 3 });
      await backlog(storage, 6, {}, queue);
      const claim = claimer(storage, queue);
      const running = await claim(6);
      await setLimit(storage, 'queue', queue, { maxConcurrent: 1 });
      for (const task of running.slice(0, 2)) {
        await storage.completeActivity(targetOf(task), 1, {});
        expect(await claim(6)).toEqual([]);
      }
      await storage.completeActivity(targetOf(running[2]!), 1, {});
      expect(await claim(6)).toHaveLength(1);
    });

    it('that is set while activities wait holds for them, too', async () => {
      const { storage } = given();
      const queue = unique('queue');
      await backlog(storage, 4, {}, queue);
      await setLimit(storage, 'queue', queue, { maxConcurrent: 1 });
      const claim = claimer(storage, queue);
      expect(await claim(4)).toHaveLength(1);
      expect(await storage.removeLimit('queue', queue, person)).toBe(true);
      expect(await storage.removeLimit('queue', queue, person)).toBe(false);
      await given().pass(5);
      expect(await claim(4)).toHaveLength(3);
    });

    it('set by a person stands before what code declares, which holds again when it is taken back', async () => {
      const { storage } = given();
      const name = unique('name');
      const declared = limitSettings({ maxConcurrent: 7 });
      await storage.declareLimits([{ scope: 'activity', name, settings: declared }]);
      expect(await limitNamed(storage, 'activity', name)).toMatchObject({
        source: 'code',
        settings: declared,
      });
      await setLimit(storage, 'activity', name, { maxConcurrent: 2 });
      await storage.declareLimits([{ scope: 'activity', name, settings: declared }]);
      expect(await limitNamed(storage, 'activity', name)).toMatchObject({
        ...{ source: 'operator', settings: { maxConcurrent: 2 }, declared, setBy: person },
      });
      await storage.removeLimit('activity', name, person);
      expect(await limitNamed(storage, 'activity', name)).toMatchObject({
        source: 'code',
        settings: declared,
      });
      await storage.declareLimits([{ scope: 'activity', name, settings: null }]);
      expect((await storage.listLimits()).some((limit) => limit.name === name)).toBe(false);
    });
  });

  describe('a place under a limit', () => {
    const ends: Record<string, (storage: Storage, task: ActivityTask, run: Started) => Promise<unknown>> = {
      completed: (storage, task) => storage.completeActivity(targetOf(task), 1, {}),
      failed: (storage, task) => storage.endAttempt(targetOf(task), { kind: 'final', failure }, {}),
      'tried again': (storage, task) =>
        storage.endAttempt(
          targetOf(task),
          { kind: 'retry', failure, availableAtMs: Date.now() + 60_000 },
          {},
        ),
      cancelled: async (storage, task, run) => {
        const cancelActivities = [{ activityId: task.activityId, reason: 'ACTIVITY_CANCELLED' as const }];
        await storage.commit(transition(run.ref, 3, { cancelActivities }));
        await storage.reportCancelled(targetOf(task), failure);
      },
      'closed by its workflow': (storage, task, run) =>
        storage.commit(
          transition(run.ref, 3, { closeActivities: [{ activityId: task.activityId, human: null }] }),
        ),
      'ended with its run': (storage, _, run) =>
        storage.commit(closing(run.ref, 3, { close: { status: 'terminated', next: null } })),
    };

    it.each(Object.keys(ends))('is free when its attempt is %s', async (how) => {
      const { storage } = given();
      const queue = unique('queue');
      await setLimit(storage, 'queue', queue, { maxConcurrent: 1 });
      const run = await backlog(storage, 1, {}, queue);
      const claim = claimer(storage, queue);
      const [task] = await claim(1);
      if (task === undefined) throw new Error('nothing to claim');
      await backlog(storage, 1, {}, queue);
      expect(await claim(1)).toEqual([]);
      await ends[how]?.(storage, task, run);
      expect(await claim(1)).toHaveLength(1);
      expect(await limitNamed(storage, 'queue', queue)).toMatchObject({ inUse: 1 });
    });

    it('is free when its worker is stopped or lost', async () => {
      const { storage, pass } = given();
      for (const how of ['stopped', 'lost'] as const) {
        const queue = unique('queue');
        await setLimit(storage, 'queue', queue, { maxConcurrent: 1 });
        await backlog(storage, 2, {}, queue);
        const { workerId } = await registered(storage, queue, { leaseMs: 60_000 });
        expect(await storage.claimActivities(workerId, [queue], ['charge'], 1)).toHaveLength(1);
        expect(await claimer(storage, queue)(1)).toEqual([]);
        if (how === 'stopped') await storage.releaseWorker(workerId, 'stopped');
        else await storage.reapWorkers([workerId]);
        await pass(5);
        expect(await claimer(storage, queue)(1)).toHaveLength(1);
      }
    });

    it('is kept while its attempt is async, unless the limit says otherwise', async () => {
      const { storage } = given();
      for (const [whileAsync, inUse] of [['hold', 1] as const, ['free', 0] as const]) {
        const queue = unique('queue');
        await setLimit(storage, 'queue', queue, { maxConcurrent: 1, whileAsync });
        await backlog(storage, 2, {}, queue);
        const claim = claimer(storage, queue);
        const [task] = await claim(1);
        if (task === undefined) throw new Error('nothing to claim');
        await storage.makeAsync(targetOf(task));
        expect(await limitNamed(storage, 'queue', queue)).toMatchObject({ inUse });
        await storage.completeActivity(targetOf(task), 1, {});
        expect(await limitNamed(storage, 'queue', queue)).toMatchObject({ inUse: 0 });
        expect(await claim(2)).toHaveLength(1);
      }
    });
  });

  describe('a limit on starts', () => {
    it('lets a burst begin at once, and then as many as time brings', async () => {
      const { storage, pass } = given();
      const queue = unique('queue');
      await setLimit(storage, 'queue', queue, { perSecond: 5, burst: 3 });
      await backlog(storage, 20, {}, queue);
      const claim = claimer(storage, queue);
      expect(await claim(20)).toHaveLength(3);
      await pass(450);
      const later = (await claim(20)).length;
      expect(later).toBeGreaterThanOrEqual(2);
      // Whatever the machine did meanwhile, no more than a burst was saved up.
      expect(later).toBeLessThanOrEqual(3);
    });

    it('on every key counts each key for itself', async () => {
      const { storage } = given();
      const [queue, big, small, own] = [unique('queue'), unique('big'), unique('small'), unique('own')];
      await setLimit(storage, 'key', '*', { perSecond: 0.01, burst: 2 });
      await setLimit(storage, 'key', own, { perSecond: 0.01, burst: 3 });
      for (const [limitKey, count] of [
        [big, 9],
        [small, 1],
        [own, 9],
      ] as const)
        await backlog(storage, count, { limitKey }, queue);
      const keys = (await claimer(storage, queue)(50)).map(({ options }) => options.limitKey);
      expect([big, small, own].map((key) => keys.filter((one) => one === key).length)).toEqual([2, 1, 3]);
      await storage.removeLimit('key', '*', person);
    });
  });
}

const failure = { name: 'Error', message: 'x' };

/** Claims for a worker of its own. */
export function claimer(
  storage: Storage,
  queue: string,
  names: readonly string[] = ['charge'],
): (count: number) => Promise<readonly ActivityTask[]> {
  return async (count) => {
    const { workerId } = await registered(storage, queue);
    return storage.claimActivities(workerId, [queue], names, count);
  };
}
