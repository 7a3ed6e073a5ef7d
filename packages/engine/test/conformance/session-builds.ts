import { describe, expect, it } from 'vitest';
import type { Storage, WorkerRegistration } from '@baton/engine';
import { cameBack, suspended } from './open-session.ts';
import { messagesOf, registered, unique, withSession, type Given } from './under-test.ts';

export function describeSessionBuilds(given: Given): void {
  describe('a session that asks for a build', () => {
    it('is opened by a worker of that build only, and keeps nobody else waiting', async () => {
      const { storage, pass } = given();
      const queue = unique('queue');
      const [old, next, silent] = [
        await host(storage, queue, 'v1'),
        await host(storage, queue, 'v2'),
        await host(storage, queue, ''),
      ];
      const pinned = await withSession(storage, { buildId: 'v2' }, { taskQueue: queue });
      await pass(5);
      const any = await withSession(storage, {}, { taskQueue: queue });
      expect(await storage.claimSessions(silent.workerId, [queue], 1)).toMatchObject([
        { sessionId: any.sessionId },
      ]);
      expect(await storage.claimSessions(old.workerId, [queue], 10)).toEqual([]);
      expect(await storage.claimSessions(next.workerId, [queue], 10)).toMatchObject([
        { sessionId: pinned.sessionId, workerId: next.workerId },
      ]);
    });

    it('and for the worker of an earlier one is refused by it with another build', async () => {
      const { storage } = given();
      const queue = unique('queue');
      const { workerKey, workerId } = await host(storage, queue, 'v2');
      const asks = [
        { workerKey, buildId: 'v1' },
        { workerKey, buildId: 'v2' },
      ] as const;
      const runs = [];
      for (const asked of asks) runs.push(await withSession(storage, asked, { taskQueue: queue }));
      const opened = await storage.claimSessions(workerId, [queue], 10);
      expect(opened.map(({ sessionId }) => sessionId)).toEqual([runs[1]!.sessionId]);
    });

    it.each([
      ['there are others', ['v1', '', 'v1'], '; those of its queue run none that they say, v1'],
      ['nobody is there', [], ''],
    ])('fails with NO_WORKERS at its creation timeout, and names it, when %s', async (_, builds, found) => {
      const { storage, pass } = given();
      const queue = unique('queue');
      for (const build of builds) await host(storage, queue, build);
      // More than those of another build could ever give is no reason to end it before its time.
      const asks = { buildId: 'v2', resources: { gpu: 9 }, creationTimeoutMs: 200 };
      const run = await withSession(storage, asks, { taskQueue: queue });
      await storage.sweepSessions([run.ref.shard]);
      expect(await messagesOf(storage, run)).toEqual([]);
      await pass(250);
      await storage.sweepSessions([run.ref.shard]);
      const message = `no worker of build v2 that takes such sessions was there within its creationTimeout${found}`;
      expect(await messagesOf(storage, run)).toMatchObject([
        { kind: 'sessionCreationFailed', reason: 'NO_WORKERS', message },
      ]);
    });

    it('fails at once if no worker of that build could ever hold it', async () => {
      const { storage } = given();
      const queue = unique('queue');
      await host(storage, queue, 'v1', { gpu: 4 });
      await host(storage, queue, 'v2', { gpu: 1 });
      const run = await withSession(storage, { buildId: 'v2', resources: { gpu: 2 } }, { taskQueue: queue });
      await storage.sweepSessions([run.ref.shard]);
      expect(await messagesOf(storage, run)).toMatchObject([
        { kind: 'sessionCreationFailed', reason: 'UNSATISFIABLE' },
      ]);
    });

    it('ends when its worker comes back with another, and goes on with the same', async () => {
      const { storage } = given();
      const pinned = await suspended(storage, { buildId: '1' });
      const back = await cameBack(storage, pinned, { buildId: '2' });
      const { sessionId } = pinned.run;
      const message = `worker ${back.workerKey} came back with build 2; the session asks for build 1`;
      expect((await messagesOf(storage, pinned.run)).at(-1)).toMatchObject({
        ...{ kind: 'sessionFailed', sessionId, reason: 'STATE_LOST', message },
      });
      for (const options of [{ buildId: '1' }, {}]) {
        const kept = await suspended(storage, options);
        const same = await cameBack(storage, kept, { buildId: options.buildId ?? '2' });
        const waiting = await storage.suspendedSessions(same.workerId, 5);
        expect(waiting.map((session) => session.sessionId)).toEqual([kept.run.sessionId]);
      }
    });
  });
}

async function host(
  storage: Storage,
  queue: string,
  buildId: string,
  resources: Readonly<Record<string, number>> = {},
): Promise<WorkerRegistration> {
  return registered(storage, queue, { buildId, sessions: { maxConcurrentSessions: 10, resources } });
}
