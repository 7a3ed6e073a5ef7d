import { defaultActivityOptions, defaultRetry, SHARD_COUNT, type ActivityId } from '@baton/core';
import { describe, expect, it } from 'vitest';
import type { Storage, WorkerRegistration } from '@baton/engine';
import { messagesOf, registered, unique, withActivity, type Given, type Started } from './under-test.ts';

const one = '1' as ActivityId;

export function describeReaping(given: Given): void {
  describe('a lost worker', () => {
    it('is one whose lease has passed, and nobody else', async () => {
      const { storage, pass } = given();
      const queue = unique('queue');
      // Long enough that a busy machine doesn't let it pass before the first look.
      const dead = await registered(storage, queue, { leaseMs: 2_000 });
      const alive = await registered(storage, queue);
      expect(await storage.reapWorkers()).not.toContain(dead.workerId);
      await pass(2_100);
      const lost = await storage.reapWorkers();
      expect(lost).toContain(dead.workerId);
      expect(lost).not.toContain(alive.workerId);
      expect(await storage.reapWorkers()).not.toContain(dead.workerId);
      const states = new Map((await storage.listWorkers()).map(({ workerId, state }) => [workerId, state]));
      expect([states.get(dead.workerId), states.get(alive.workerId)]).toEqual(['lost', 'active']);
    });

    it('is one whose process was seen to have ended, though its lease runs', async () => {
      const { storage } = given();
      const queue = unique('queue');
      const gone = await registered(storage, queue);
      const alive = await registered(storage, queue);
      expect(await storage.reapWorkers([gone.workerId])).toContain(gone.workerId);
      expect(await storage.heartbeatWorker(gone.workerId)).toMatchObject({ held: false });
      expect(await storage.heartbeatWorker(alive.workerId)).toMatchObject({ held: true });
    });

    it('stays alive as long as it beats, or renews its lease alone', async () => {
      const { storage, pass } = given();
      const queues = [unique('queue'), unique('queue')];
      const workers = await Promise.all(
        queues.map((queue) => registered(storage, queue, { leaseMs: 2_000 })),
      );
      const [beats, renews] = workers.map(({ workerId }) => workerId);
      for (let i = 0; i < 3; i++) {
        await pass(800);
        expect(await storage.heartbeatWorker(beats!)).toMatchObject({ held: true });
        const { nowMs, held } = await storage.renewLease(renews!);
        expect([held, Math.abs(nowMs - (await storage.now())) < 1_000]).toEqual([true, true]);
      }
      expect(await storage.reapWorkers()).toEqual([]);
      await storage.reapWorkers([renews!]);
      expect(await storage.renewLease(renews!)).toMatchObject({ held: false });
    });

    it('loses its shards to the others, and learns of it', async () => {
      const { storage, pass } = given();
      const queue = unique('queue');
      const dead = await registered(storage, queue, { leaseMs: 200 });
      await storage.heartbeatWorker(dead.workerId);
      await pass(250);
      await storage.reapWorkers();
      const heir = await registered(storage, queue);
      expect((await storage.heartbeatWorker(heir.workerId)).shards).toHaveLength(SHARD_COUNT);
      expect(await storage.heartbeatWorker(dead.workerId)).toMatchObject({ held: false, shards: [] });
    });

    it('has its attempts tried again, with their checkpoint', async () => {
      const { storage, pass } = given();
      const run = await withActivity(storage, withRetry({ initialMs: 0, maxMs: 0 }));
      const dead = await claimWith(storage, run, 200);
      await storage.heartbeat([{ ...dead.target, details: { frame: 4 }, sequence: 1 }]);
      await pass(250);
      await storage.reapWorkers();
      expect(await storage.readActivity(run.ref, one)).toMatchObject({
        ...{ state: 'queued', attempt: 1, workerId: null, lastFailure: { name: 'WorkerLostError' } },
      });
      await pass(5);
      const { workerId } = await registered(storage, run.queue);
      const [second] = await storage.claimActivities(workerId, [run.queue], ['charge'], 1);
      expect(second).toMatchObject({ attempt: 2, checkpoint: { frame: 4 } });
      const zombie = await storage.completeActivity(dead.target, 1, {});
      expect(zombie).toEqual({ kind: 'refused', code: 'STALE_ATTEMPT' });
    });

    it('fails an activity that may be tried only once', async () => {
      const { storage, pass } = given();
      const run = await withActivity(storage, withRetry({ maxAttempts: 1 }));
      await claimWith(storage, run, 200);
      await pass(250);
      await storage.reapWorkers();
      expect(await messagesOf(storage, run)).toMatchObject([
        { kind: 'activityFailed', failure: { name: 'WorkerLostError' } },
      ]);
    });

    it('leaves async attempts alone: they are not its any more', async () => {
      const { storage, pass } = given();
      const run = await withActivity(storage);
      const { target } = await claimWith(storage, run, 200);
      await storage.makeAsync(target);
      await pass(250);
      await storage.reapWorkers();
      expect(await storage.readActivity(run.ref, one)).toMatchObject({ state: 'async', attempt: 1 });
    });

    it('that is stopped in good order gives its attempts back at once', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { worker } = await claimWith(storage, run, 60_000);
      await storage.releaseWorker(worker.workerId, 'stopped');
      const seen = await storage.readActivity(run.ref, one);
      expect(seen).toMatchObject({ state: 'queued', lastFailure: { code: 'WORKER_SHUTDOWN' } });
    });
  });
}

function withRetry(changes: Partial<typeof defaultRetry>): {
  readonly options: typeof defaultActivityOptions;
} {
  return {
    options: { ...defaultActivityOptions, startToCloseMs: 60_000, retry: { ...defaultRetry, ...changes } },
  };
}

async function claimWith(
  storage: Storage,
  run: Started,
  leaseMs: number,
): Promise<{ readonly worker: WorkerRegistration; readonly target: Parameters<Storage['makeAsync']>[0] }> {
  const worker = await registered(storage, run.queue, { leaseMs });
  const [task] = await storage.claimActivities(worker.workerId, [run.queue], ['charge'], 1);
  if (task === undefined) throw new Error('nothing to claim');
  const { shard, runId, activityId, attempt, epoch } = task;
  return { worker, target: { shard, runId, activityId, attempt, epoch } };
}
