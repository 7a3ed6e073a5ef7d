import type { SessionOptions } from '@baton/core';
import { describe, expect, it } from 'vitest';
import type { Storage, WorkerRegistration } from '@baton/engine';
import { closing, messagesOf, registered, unique, withSession, type Given } from './under-test.ts';

export function describeSessionAdmission(given: Given): void {
  describe('a session', () => {
    it('is opened by a worker that claims it, and the run hears where', async () => {
      const { storage } = given();
      const run = await withSession(storage, { executionTimeoutMs: 5_000 });
      const worker = await host(storage, run.queue);
      const [opened, ...others] = await storage.claimSessions(worker.workerId, [run.queue], 10);
      const { workerId, workerKey, hostName } = worker;
      expect(others).toEqual([]);
      expect(opened).toMatchObject({
        ...run.ref,
        ...{
          sessionId: run.sessionId,
          state: 'open',
          epoch: 1,
          workerId,
          workerKey,
          hostName,
          position: null,
        },
      });
      expect(opened!.expiresAtMs! - opened!.openedAtMs!).toBe(5_000);
      expect(await messagesOf(storage, run)).toMatchObject([
        { kind: 'sessionOpened', sessionId: run.sessionId, workerId, workerKey, hostName, epoch: 1 },
      ]);
      const listed = await storage.listSessions({ workerId, open: true, limit: 10 });
      expect(listed.map(({ sessionId }) => sessionId)).toEqual([run.sessionId]);
    });

    it('goes to workers of its queue that take sessions', async () => {
      const { storage } = given();
      const run = await withSession(storage);
      const plain = await registered(storage, run.queue);
      expect(await storage.claimSessions(plain.workerId, [run.queue], 10)).toEqual([]);
      const elsewhere = await host(storage, unique('queue'));
      expect(await storage.claimSessions(elsewhere.workerId, elsewhere.taskQueues, 10)).toEqual([]);
    });

    it('waits in the order of arrival, and says its place', async () => {
      const { storage, pass } = given();
      const queue = unique('queue');
      const runs = [];
      for (let i = 0; i < 3; i++) {
        runs.push(await withSession(storage, {}, { taskQueue: queue }));
        await pass(5);
      }
      const positions = await Promise.all(
        runs.map(
          async ({ ref }) => (await storage.listSessions({ runId: ref.runId, limit: 1 }))[0]?.position,
        ),
      );
      expect(positions).toEqual([1, 2, 3]);
      const worker = await host(storage, queue, { maxConcurrentSessions: 2 });
      const opened = await storage.claimSessions(worker.workerId, [queue], 10);
      expect(opened.map(({ sessionId }) => sessionId)).toEqual(
        runs.slice(0, 2).map(({ sessionId }) => sessionId),
      );
    });

    it('never are more open on a worker than it takes, whoever claims', async () => {
      const { storage } = given();
      const queue = unique('queue');
      for (let i = 0; i < 6; i++) await withSession(storage, {}, { taskQueue: queue });
      const workers = [
        await host(storage, queue, { maxConcurrentSessions: 2 }),
        await host(storage, queue, { maxConcurrentSessions: 2 }),
      ];
      const claims = await Promise.all(
        [...workers, ...workers].map(({ workerId }) => storage.claimSessions(workerId, [queue], 10)),
      );
      const sessions = claims.flat();
      expect(new Set(sessions.map(({ sessionId }) => sessionId)).size).toBe(sessions.length);
      for (const { workerId } of workers) {
        await storage.claimSessions(workerId, [queue], 10);
        expect(await storage.listSessions({ workerId, open: true, limit: 10 })).toHaveLength(2);
      }
      const listed = (await storage.listWorkers()).filter(({ taskQueues }) => taskQueues.includes(queue));
      expect(listed.map(({ openSessions }) => openSessions)).toEqual([2, 2]);
    });

    it('takes its resources, all or nothing, and never more than there are', async () => {
      const { storage, pass } = given();
      const queue = unique('queue');
      const asks = [{ gpu: 1 }, { gpu: 2 }, { gpu: 1 }];
      const runs = [];
      for (const resources of asks) {
        runs.push(await withSession(storage, { resources }, { taskQueue: queue }));
        await pass(5);
      }
      const worker = await host(storage, queue, { maxConcurrentSessions: 10, resources: { gpu: 2 } });
      const opened = await storage.claimSessions(worker.workerId, [queue], 10);
      // The second doesn't fit beside the first; the third does, and may pass while the second hasn't waited for long.
      expect(opened.map(({ sessionId }) => sessionId)).toEqual([runs[0]!.sessionId, runs[2]!.sessionId]);
    });

    it('its slot and resources are free as soon as its run has ended', async () => {
      const { storage } = given();
      const queue = unique('queue');
      const resources = { gpu: 1 };
      const first = await withSession(storage, { resources }, { taskQueue: queue });
      const worker = await host(storage, queue, { maxConcurrentSessions: 1, resources });
      await storage.claimSessions(worker.workerId, [queue], 10);
      const second = await withSession(storage, { resources }, { taskQueue: queue });
      expect(await storage.claimSessions(worker.workerId, [queue], 10)).toEqual([]);

      const ids = (await storage.pollInbox(new Map([[queue, [first.ref.shard]]]), null, 100)).filter(
        ({ runId }) => runId === first.ref.runId,
      );
      expect(await storage.commit(closing(first.ref, 3, { consume: ids.map(({ id }) => id) }))).toBe(
        'committed',
      );
      const opened = await storage.claimSessions(worker.workerId, [queue], 10);
      expect(opened.map(({ sessionId }) => sessionId)).toEqual([second.sessionId]);
    });

    it('that asks for one worker key is left to that worker', async () => {
      const { storage } = given();
      const queue = unique('queue');
      const [other, wanted] = [await host(storage, queue), await host(storage, queue)];
      const run = await withSession(storage, { workerKey: wanted.workerKey }, { taskQueue: queue });
      expect(await storage.claimSessions(other.workerId, [queue], 10)).toEqual([]);
      const opened = await storage.claimSessions(wanted.workerId, [queue], 10);
      expect(opened).toMatchObject([{ sessionId: run.sessionId, workerKey: wanted.workerKey }]);
    });

    it('is not given to a draining worker', async () => {
      const { storage } = given();
      const run = await withSession(storage);
      const worker = await host(storage, run.queue);
      await storage.releaseWorker(worker.workerId, 'draining');
      expect(await storage.claimSessions(worker.workerId, [run.queue], 10)).toEqual([]);
    });

    it.each<[string, Partial<SessionOptions>, number | null, string]>([
      ['nobody takes sessions', {}, null, 'NO_WORKERS'],
      ['all are full', {}, 0, 'ALL_BUSY'],
    ])('fails at its creation timeout when %s', async (_, options, _room, reason) => {
      const { storage, pass } = given();
      const queue = unique('queue');
      if (reason === 'ALL_BUSY') {
        const worker = await host(storage, queue, { maxConcurrentSessions: 1 });
        await withSession(storage, {}, { taskQueue: queue });
        await storage.claimSessions(worker.workerId, [queue], 10);
      }
      const run = await withSession(storage, { ...options, creationTimeoutMs: 200 }, { taskQueue: queue });
      await storage.sweepSessions([run.ref.shard]);
      expect(await messagesOf(storage, run)).toEqual([]);
      await pass(250);
      expect(await storage.sweepSessions([run.ref.shard])).toBeGreaterThan(0);
      const mine = (await messagesOf(storage, run)).filter(
        (body) => 'sessionId' in body && body.sessionId === run.sessionId,
      );
      expect(mine).toMatchObject([{ kind: 'sessionCreationFailed', reason, position: 1 }]);
    });

    it('that no registered worker could ever take fails at once', async () => {
      const { storage } = given();
      const queue = unique('queue');
      await host(storage, queue, { maxConcurrentSessions: 4, resources: { gpu: 2 } });
      const run = await withSession(storage, { resources: { gpu: 3 } }, { taskQueue: queue });
      await storage.sweepSessions([run.ref.shard]);
      expect(await messagesOf(storage, run)).toMatchObject([
        { kind: 'sessionCreationFailed', reason: 'UNSATISFIABLE', position: null },
      ]);
    });
  });
}

async function host(
  storage: Storage,
  queue: string,
  sessions: Partial<NonNullable<WorkerRegistration['sessions']>> = {},
): Promise<WorkerRegistration> {
  return registered(storage, queue, { sessions: { maxConcurrentSessions: 10, resources: {}, ...sessions } });
}
