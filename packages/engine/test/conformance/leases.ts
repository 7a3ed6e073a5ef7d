import { SHARD_COUNT, type Shard } from '@baton/core';
import { describe, expect, it } from 'vitest';
import type { LeaseAnswer, Storage, WorkerRegistration } from '@baton/engine';
import { registered, unique, worker, type Given } from './under-test.ts';

export function describeLeases(given: Given): void {
  describe('leases', () => {
    it('a single worker of a queue owns all its shards', async () => {
      const { storage } = given();
      const queue = unique('queue');
      const { workerId } = await registered(storage, queue);
      const answer = await storage.heartbeatWorker(workerId);
      expect(answer.held).toBe(true);
      expect(shardsOf(answer)).toHaveLength(SHARD_COUNT);
      expect(new Set(shardsOf(answer)).size).toBe(SHARD_COUNT);
    });

    it('workers share fairly, own no shard twice, and leave none out', async () => {
      const { storage } = given();
      const queue = unique('queue');
      const workers: WorkerRegistration[] = [];
      for (const count of [1, 2, 3]) {
        workers.push(await registered(storage, queue));
        const owned = await settle(storage, workers);
        expect(new Set(owned.flat()).size).toBe(SHARD_COUNT);
        expect(owned.flat()).toHaveLength(SHARD_COUNT);
        for (const shards of owned) expect(shards.length).toBeLessThanOrEqual(Math.ceil(SHARD_COUNT / count));
      }
    });

    it('a shard that changes its owner has a higher epoch', async () => {
      const { storage } = given();
      const queue = unique('queue');
      const first = await registered(storage, queue);
      const before = epochs(await storage.heartbeatWorker(first.workerId));
      await storage.releaseWorker(first.workerId, 'stopped');
      const second = await registered(storage, queue);
      const after = epochs(await storage.heartbeatWorker(second.workerId));
      expect(after.size).toBe(SHARD_COUNT);
      for (const [shard, epoch] of after) expect(epoch).toBeGreaterThan(before.get(shard)!);
    });

    it('a worker that owns no runs leases no shards', async () => {
      const { storage } = given();
      const { workerId } = await registered(storage, unique('queue'), { ownsRuns: false });
      expect(await storage.heartbeatWorker(workerId)).toMatchObject({ held: true, shards: [] });
    });

    it('a draining worker gives its shards to others and keeps its lease', async () => {
      const { storage } = given();
      const queue = unique('queue');
      const [first, second] = [await registered(storage, queue), await registered(storage, queue)];
      await settle(storage, [first, second]);
      await storage.releaseWorker(first.workerId, 'draining');
      expect(await storage.heartbeatWorker(first.workerId)).toMatchObject({ held: true, shards: [] });
      expect(shardsOf(await storage.heartbeatWorker(second.workerId))).toHaveLength(SHARD_COUNT);
    });

    it('a shard is given to another worker, with a higher epoch, and both keep their share', async () => {
      const { storage } = given();
      const queue = unique('queue');
      const [first, second] = [await registered(storage, queue), await registered(storage, queue)];
      await settle(storage, [first, second]);
      const before = epochs(await storage.heartbeatWorker(first.workerId));
      const shard = [...before.keys()][3] as Shard;
      const gift = { taskQueue: queue, shard, from: first.workerId, to: second.workerId };
      expect(await storage.giveShard(gift)).toBe(true);
      expect(await storage.giveShard(gift)).toBe(false);
      const [kept, got] = [
        await storage.heartbeatWorker(first.workerId),
        await storage.heartbeatWorker(second.workerId),
      ];
      expect(epochs(got).get(shard)).toBeGreaterThan(before.get(shard)!);
      expect(shardsOf(kept)).toHaveLength(SHARD_COUNT / 2);
      expect(new Set([...shardsOf(kept), ...shardsOf(got)]).size).toBe(SHARD_COUNT);
    });

    it('a shard is not given to a worker that may not own it', async () => {
      const { storage } = given();
      const queue = unique('queue');
      const { workerId: from } = await registered(storage, queue);
      const others = [
        await registered(storage, queue, { ownsRuns: false }),
        await registered(storage, unique('queue')),
        await registered(storage, queue),
        worker(queue),
      ];
      await storage.releaseWorker(others[2]!.workerId, 'draining');
      const [shard] = shardsOf(await storage.heartbeatWorker(from)) as Shard[];
      for (const { workerId: to } of others) {
        expect(await storage.giveShard({ taskQueue: queue, shard: shard!, from, to })).toBe(false);
      }
      expect(shardsOf(await storage.heartbeatWorker(from))).toHaveLength(SHARD_COUNT);
    });

    it('a worker that was never registered, or has stopped, holds nothing', async () => {
      const { storage } = given();
      const unknown = worker(unique('queue'));
      expect(await storage.heartbeatWorker(unknown.workerId)).toMatchObject({ held: false, shards: [] });
      const stopped = await registered(storage, unique('queue'));
      await storage.releaseWorker(stopped.workerId, 'stopped');
      expect(await storage.heartbeatWorker(stopped.workerId)).toMatchObject({ held: false, shards: [] });
    });

    it('two live processes cannot have the same key', async () => {
      const { storage } = given();
      const first = await registered(storage, unique('queue'));
      const second = worker(first.taskQueues[0]!, { workerKey: first.workerKey });
      expect(await storage.registerWorker(second)).toEqual({ refused: 'KEY_IN_USE' });
      await storage.releaseWorker(first.workerId, 'stopped');
      expect(await storage.registerWorker(second)).toHaveProperty('nowMs');
    });

    it('a registered worker is listed with what it offers', async () => {
      const { storage } = given();
      const { taskQueues, workerId, activities, workflows } = await registered(storage, unique('queue'));
      const listed = (await storage.listWorkers()).find((each) => each.workerId === workerId);
      expect(listed).toMatchObject({ taskQueues, activities, workflows, state: 'active', openSessions: 0 });
    });
  });
}

/** Two rounds of heartbeats: one to give up, one to take. */
async function settle(
  storage: Storage,
  workers: readonly WorkerRegistration[],
): Promise<readonly (readonly number[])[]> {
  for (const { workerId } of workers) await storage.heartbeatWorker(workerId);
  for (const { workerId } of workers) await storage.heartbeatWorker(workerId);
  const answers = [];
  for (const { workerId } of workers) answers.push(shardsOf(await storage.heartbeatWorker(workerId)));
  return answers;
}

function shardsOf({ shards }: LeaseAnswer): readonly number[] {
  return shards.map(({ shard }) => shard);
}

function epochs({ shards }: LeaseAnswer): ReadonlyMap<number, number> {
  return new Map(shards.map(({ shard, epoch }) => [shard, epoch]));
}
