import { describe, expect, it } from 'vitest';
import { addActivity, opened, reestablish } from './open-session.ts';
import { messagesOf, targetOf, withSession, type Given } from './under-test.ts';

export function describeSessionEnds(given: Given): void {
  describe('an open session', () => {
    it('fails when its worker is lost, and says so to the run', async () => {
      const { storage, pass } = given();
      const { run } = await opened(storage, {}, 200);
      await pass(250);
      await storage.reapWorkers();
      expect((await messagesOf(storage, run)).at(-1)).toMatchObject({
        ...{ kind: 'sessionFailed', sessionId: run.sessionId, reason: 'WORKER_LOST' },
      });
      expect(await storage.listSessions({ runId: run.ref.runId, open: true, limit: 1 })).toEqual([]);
    });

    it('runs its activities on its worker only, while it is open', async () => {
      const { storage } = given();
      const { run, worker } = await opened(storage);
      const queue = `@${worker.workerKey}`;
      await addActivity(storage, run, queue);
      expect(await storage.failSession(run.sessionId, 'OPERATOR', 'by hand')).toBe(true);
      expect(await storage.claimActivities(worker.workerId, [queue], ['charge'], 1)).toEqual([]);
      expect(await storage.failSession(run.sessionId, 'OPERATOR', 'by hand')).toBe(false);
    });

    it('hands its activities out with its epoch', async () => {
      const { storage } = given();
      const { run, worker } = await opened(storage);
      const queue = `@${worker.workerKey}`;
      await addActivity(storage, run, queue);
      const [task] = await storage.claimActivities(worker.workerId, [queue], ['charge'], 1);
      expect(task).toMatchObject({ sessionId: run.sessionId, epoch: 1, attempt: 1 });
    });

    it('ends at its execution timeout', async () => {
      const { storage, pass } = given();
      const { run } = await opened(storage, { executionTimeoutMs: 200 });
      await storage.sweepSessions([run.ref.shard]);
      expect((await messagesOf(storage, run)).map(({ kind }) => kind)).toEqual(['sessionOpened']);
      await pass(250);
      await storage.sweepSessions([run.ref.shard]);
      expect((await messagesOf(storage, run)).at(-1)).toMatchObject({
        kind: 'sessionFailed',
        reason: 'EXECUTION_TIMEOUT',
      });
    });

    it('ends when it has been idle for too long, but not while something runs in it', async () => {
      const { storage, pass } = given();
      const [idle, busy] = [
        await opened(storage, { idleTimeoutMs: 200 }),
        await opened(storage, { idleTimeoutMs: 200 }),
      ];
      const lent = await opened(storage, { idleTimeoutMs: 200 });
      await addActivity(storage, busy.run, `@${busy.worker.workerKey}`);
      // By another run, which was given the session.
      const guest = { ...(await withSession(storage)), sessionId: lent.run.sessionId };
      await addActivity(storage, guest, `@${lent.worker.workerKey}`);
      await pass(250);
      await storage.sweepSessions([idle, busy, lent].map(({ run }) => run.ref.shard));
      expect((await messagesOf(storage, idle.run)).at(-1)).toMatchObject({ kind: 'sessionFailed' });
      expect((await messagesOf(storage, busy.run)).map(({ kind }) => kind)).toEqual(['sessionOpened']);
      expect((await messagesOf(storage, lent.run)).map(({ kind }) => kind)).toEqual(['sessionOpened']);
    });

    it('counts its idle time from the end of what ran in it', async () => {
      const { storage, pass } = given();
      const [busy, lent] = [
        await opened(storage, { idleTimeoutMs: 1_500 }),
        await opened(storage, { idleTimeoutMs: 1_500 }),
      ];
      const guest = { ...(await withSession(storage)), sessionId: lent.run.sessionId };
      const ran = [
        { run: busy.run, worker: busy.worker },
        { run: guest, worker: lent.worker },
      ];
      const shards = [busy.run.ref.shard, lent.run.ref.shard];
      for (const { run, worker } of ran) await addActivity(storage, run, `@${worker.workerKey}`);
      await pass(1_000);
      for (const { worker } of ran) {
        const [task] = await storage.claimActivities(
          worker.workerId,
          [`@${worker.workerKey}`],
          ['charge'],
          1,
        );
        await storage.completeActivity(targetOf(task!), null, {});
      }
      await pass(600);
      await storage.sweepSessions(shards);
      for (const { run } of [busy, lent])
        expect((await messagesOf(storage, run)).map(({ kind }) => kind)).not.toContain('sessionFailed');
      await pass(1_000);
      await storage.sweepSessions(shards);
      for (const { run } of [busy, lent])
        expect((await messagesOf(storage, run)).at(-1)).toMatchObject({ kind: 'sessionFailed' });
    });

    it('fails when its worker is about to stop, and goes on while its worker drains', async () => {
      const { storage } = given();
      const { run, worker } = await opened(storage);
      await storage.releaseWorker(worker.workerId, 'draining');
      const told = (await messagesOf(storage, run)).map(({ kind }) => kind);
      expect(told).toEqual(['sessionOpened', 'sessionDraining']);
      await storage.releaseWorker(worker.workerId, 'stopping');
      await storage.releaseWorker(worker.workerId, 'stopping');
      await storage.releaseWorker(worker.workerId, 'stopped');
      const [, , ...later] = await messagesOf(storage, run);
      expect(later).toMatchObject([{ kind: 'sessionFailed', reason: 'WORKER_SHUTDOWN' }]);
      expect(
        (await storage.listWorkers()).find(({ workerId }) => workerId === worker.workerId),
      ).toMatchObject({
        state: 'stopped',
      });
    });

    it('that waits for its worker to come back goes on until it has stopped', async () => {
      const { storage } = given();
      const { run, worker } = await opened(storage, { ...reestablish, reestablishTimeoutMs: 60_000 });
      const queue = `@${worker.workerKey}`;
      await addActivity(storage, run, queue);
      const [task] = await storage.claimActivities(worker.workerId, [queue], ['charge'], 1);
      await storage.releaseWorker(worker.workerId, 'stopping');
      expect(await storage.completeActivity(targetOf(task!), 'in time', {})).toMatchObject({ kind: 'ok' });
      await storage.releaseWorker(worker.workerId, 'stopped');
      const kinds = (await messagesOf(storage, run)).map(({ kind }) => kind);
      expect(kinds).toEqual([
        ...['sessionOpened', 'sessionDraining', 'activityCompleted', 'sessionSuspended'],
      ]);
    });

    it('that is suspended fails when its worker does not come back in time', async () => {
      const { storage, pass } = given();
      const { run } = await opened(storage, reestablish, 200);
      await pass(250);
      await storage.reapWorkers();
      await storage.sweepSessions([run.ref.shard]);
      expect((await messagesOf(storage, run)).at(-1)).toMatchObject({ kind: 'sessionSuspended' });
      await pass(350);
      await storage.sweepSessions([run.ref.shard]);
      expect((await messagesOf(storage, run)).at(-1)).toMatchObject({
        kind: 'sessionFailed',
        reason: 'WORKER_LOST',
      });
    });
  });
}
