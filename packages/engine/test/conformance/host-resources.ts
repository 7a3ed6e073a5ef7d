import { describe, expect, it } from 'vitest';
import type { Storage, WorkerRegistration } from '@baton/engine';
import {
  closing,
  messagesOf,
  registered,
  transition,
  unique,
  withSession,
  worker,
  type Given,
} from './under-test.ts';

const gpu = (amount: number) => ({ resources: { gpu: amount } });

export function describeHostResources(given: Given): void {
  describe('what the workers of a host share', () => {
    it('is given once, whichever of them opens the session', async () => {
      const { storage, pass } = given();
      const { queue, workers } = await host(storage, [2, 2]);
      for (let n = 0; n < 4; n++) await withSession(storage, gpu(1), { taskQueue: queue });
      const opened = [];
      for (const { workerId } of [...workers, ...workers]) {
        opened.push(...(await storage.claimSessions(workerId, [queue], 1)));
        await pass(5);
      }
      expect(opened).toHaveLength(2);
      expect(await poolsOf(storage, workers)).toEqual([ofHost(2, 2), ofHost(2, 2)]);
    });

    it('is never more than there is when all of them claim at once', async () => {
      const { storage } = given();
      const { queue, workers } = await host(storage, [3, 3, 3, 3]);
      for (let n = 0; n < 8; n++) await withSession(storage, gpu(1), { taskQueue: queue });
      const claims = await Promise.all(
        [...workers, ...workers].map(({ workerId }) => storage.claimSessions(workerId, [queue], 5)),
      );
      expect(claims.flat().length).toBeLessThanOrEqual(3);
      for (const { workerId } of workers) await storage.claimSessions(workerId, [queue], 5);
      expect(await poolsOf(storage, workers)).toEqual(workers.map(() => ofHost(3, 3)));
    });

    it('is not shared with another host', async () => {
      const { storage } = given();
      const here = await host(storage, [1]);
      const there = await host(storage, [1], { queue: here.queue });
      for (let n = 0; n < 3; n++) await withSession(storage, gpu(1), { taskQueue: here.queue });
      const opened = [];
      for (const { workerId } of [...here.workers, ...there.workers])
        opened.push(...(await storage.claimSessions(workerId, [here.queue], 5)));
      expect(opened).toHaveLength(2);
    });

    it('is free for the others as soon as the session is completed, has failed, or its run has ended', async () => {
      const { storage } = given();
      const { queue, workers } = await host(storage, [1, 1]);
      const [first, second] = workers;
      const ends = [
        (run: Session) => storage.commit(transition(run.ref, 3, { releaseSessions: [run.sessionId] })),
        (run: Session) => storage.failSession(run.sessionId, 'OPERATOR', 'by hand'),
        async (run: Session) => {
          const rows = await storage.pollInbox(new Map([[queue, [run.ref.shard]]]), null, 100);
          const mine = rows.filter(({ runId }) => runId === run.ref.runId);
          await storage.commit(closing(run.ref, 3, { consume: mine.map(({ id }) => id) }));
        },
      ];
      for (const end of ends) {
        const held = await withSession(storage, gpu(1), { taskQueue: queue });
        expect(await storage.claimSessions(first!.workerId, [queue], 5)).toHaveLength(1);
        const waits = await withSession(storage, gpu(1), { taskQueue: queue });
        expect(await storage.claimSessions(second!.workerId, [queue], 5)).toEqual([]);
        await end(held);
        expect(await storage.claimSessions(second!.workerId, [queue], 5)).toMatchObject([
          { sessionId: waits.sessionId },
        ]);
        await storage.failSession(waits.sessionId, 'OPERATOR', 'by hand');
      }
      expect(await poolsOf(storage, workers)).toEqual([ofHost(1, 0), ofHost(1, 0)]);
    });

    it('is free when the worker that had it is lost, unless the session waits for it', async () => {
      const { storage } = given();
      const { queue, workers } = await host(storage, [2, 2]);
      const [doomed, other] = workers;
      await withSession(storage, gpu(1), { taskQueue: queue });
      await withSession(storage, { ...gpu(1), onWorkerLost: 'reestablish' }, { taskQueue: queue });
      expect(await storage.claimSessions(doomed!.workerId, [queue], 5)).toHaveLength(2);
      await storage.reapWorkers([doomed!.workerId]);
      expect(await poolsOf(storage, [other!])).toEqual([ofHost(2, 1)]);
    });

    it('is what the worker that registered last says, and what is open stays', async () => {
      const { storage } = given();
      const { queue, hostId, workers } = await host(storage, [2]);
      for (let n = 0; n < 3; n++) await withSession(storage, gpu(1), { taskQueue: queue });
      const opened = await storage.claimSessions(workers[0]!.workerId, [queue], 5);
      expect(opened).toHaveLength(2);
      const { workers: less } = await host(storage, [1], { queue, hostId });
      expect(await poolsOf(storage, less)).toEqual([ofHost(1, 2)]);
      await storage.failSession(opened[0]!.sessionId, 'OPERATOR', 'by hand');
      expect(await storage.claimSessions(workers[0]!.workerId, [queue], 5)).toEqual([]);
      await storage.failSession(opened[1]!.sessionId, 'OPERATOR', 'by hand');
      expect(await storage.claimSessions(workers[0]!.workerId, [queue], 5)).toHaveLength(1);
      expect(await poolsOf(storage, less)).toEqual([ofHost(1, 1)]);
    });

    it('counts for what could ever be given', async () => {
      const { storage } = given();
      const { queue } = await host(storage, [2]);
      const [fits, never] = [
        await withSession(storage, gpu(2), { taskQueue: queue }),
        await withSession(storage, gpu(3), { taskQueue: queue }),
      ];
      await storage.sweepSessions([fits.ref.shard, never.ref.shard]);
      expect(await messagesOf(storage, fits)).toEqual([]);
      expect(await messagesOf(storage, never)).toMatchObject([
        { kind: 'sessionCreationFailed', reason: 'UNSATISFIABLE' },
      ]);
    });

    it('is reserved with what the worker has for itself: all of it or nothing', async () => {
      const { storage } = given();
      const { queue, workers } = await host(storage, [2, 2]);
      const wants = { resources: { gpu: 1, disk: 5 } };
      for (let n = 0; n < 3; n++) await withSession(storage, wants, { taskQueue: queue });
      expect(await storage.claimSessions(workers[0]!.workerId, [queue], 5)).toHaveLength(1);
      expect(await storage.claimSessions(workers[1]!.workerId, [queue], 5)).toHaveLength(1);
      const disk = { resource: 'disk', scope: 'process', offered: 5, used: 5 };
      expect(await allPoolsOf(storage, workers)).toEqual([
        [disk, ofHost(2, 2)],
        [disk, ofHost(2, 2)],
      ]);
    });

    it('stays behind when a worker comes back on another host: its sessions fail there', async () => {
      const { storage } = given();
      const { queue, workers } = await host(storage, [2]);
      const [gone] = workers;
      const asks = { onWorkerLost: 'reestablish' } as const;
      const shared = await withSession(storage, { ...asks, ...gpu(1) }, { taskQueue: queue });
      const own = await withSession(storage, { ...asks, resources: { disk: 1 } }, { taskQueue: queue });
      await storage.claimSessions(gone!.workerId, [queue], 5);
      await storage.reapWorkers([gone!.workerId]);
      const { workerKey, sessions } = gone!;
      await storage.registerWorker(worker(queue, { workerKey, sessions, hostId: unique('host') }));
      expect((await messagesOf(storage, shared)).at(-1)).toMatchObject({
        ...{ kind: 'sessionFailed', reason: 'STATE_LOST' },
      });
      const listed = await storage.listSessions({ runId: own.ref.runId, limit: 1 });
      expect(['open', 'suspended']).toContain(listed[0]?.state);
    });
  });
}

type Session = Awaited<ReturnType<typeof withSession>>;

/** Live workers of one host, each of which says how many GPUs the host has, and has five units of disk for itself. */
async function host(
  storage: Storage,
  gpus: readonly number[],
  { queue = unique('queue'), hostId = unique('host') } = {},
): Promise<{
  readonly queue: string;
  readonly hostId: string;
  readonly workers: readonly WorkerRegistration[];
}> {
  const workers: WorkerRegistration[] = [];
  for (const amount of gpus) {
    const sessions = { maxConcurrentSessions: 10, resources: { disk: 5 }, hostResources: { gpu: amount } };
    workers.push(await registered(storage, queue, { hostId, sessions }));
  }
  return { queue, hostId, workers };
}

const ofHost = (offered: number, used: number) => ({ resource: 'gpu', scope: 'host', offered, used });

async function allPoolsOf(storage: Storage, workers: readonly WorkerRegistration[]) {
  const listed = await storage.listWorkers();
  return workers.map(({ workerId }) => listed.find((each) => each.workerId === workerId)?.pools);
}

/** What there is of the host's. */
async function poolsOf(storage: Storage, workers: readonly WorkerRegistration[]) {
  const all = await allPoolsOf(storage, workers);
  return all.flatMap((pools) => pools?.filter(({ scope }) => scope === 'host') ?? []);
}
