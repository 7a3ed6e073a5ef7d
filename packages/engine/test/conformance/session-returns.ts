import { describe, expect, it } from 'vitest';
import { addActivity, cameBack, opened, suspended, takesAll, type Opened } from './open-session.ts';
import { messagesOf, targetOf, withSession, type Given } from './under-test.ts';

const gone = { name: 'Error', message: 'the directory is empty' };

export function describeSessionReturns(given: Given): void {
  describe('a suspended session', () => {
    it('is shown to the next process of its key, and to no other', async () => {
      const { storage } = given();
      const before = await storage.now();
      const lost = await suspended(storage, { resources: {} });
      const other = await suspended(storage);
      const back = await cameBack(storage, lost);
      const [seen, ...more] = await storage.suspendedSessions(back.workerId, 10);
      expect(more).toEqual([]);
      const { ref, sessionId, workflowId } = lost.run;
      expect(seen).toMatchObject({ ...ref, sessionId, workflowId, epoch: 2, resources: {} });
      expect(seen!.suspendedAtMs).toBeGreaterThanOrEqual(before);
      expect(seen!.endsAtMs - seen!.suspendedAtMs).toBeLessThanOrEqual(60_000);
      expect(await storage.suspendedSessions(lost.worker.workerId, 10)).toEqual([]);
      expect(await storage.suspendedSessions(other.worker.workerId, 10)).toEqual([]);
    });

    it('stays suspended until that process has said that it can go on with it', async () => {
      const { storage } = given();
      const lost = await suspended(storage);
      const back = await cameBack(storage, lost);
      const queue = `@${lost.worker.workerKey}`;
      await addActivity(storage, lost.run, queue);
      expect(await storage.claimActivities(back.workerId, [queue], ['charge'], 1)).toEqual([]);
      expect((await messagesOf(storage, lost.run)).at(-1)).toMatchObject({ kind: 'sessionSuspended' });
      expect(await takesAll(storage, back)).toBe(1);
      expect(await storage.claimActivities(back.workerId, [queue], ['charge'], 1)).toHaveLength(1);
    });

    it('is open again in a new epoch, with the checkpoints of what ran, and what the old one says is refused', async () => {
      const { storage, pass } = given();
      const { run, worker } = await opened(storage, {
        onWorkerLost: 'reestablish',
        reestablishTimeoutMs: 60_000,
      });
      const queue = `@${worker.workerKey}`;
      await addActivity(storage, run, queue);
      const [task] = await storage.claimActivities(worker.workerId, [queue], ['charge'], 1);
      const guest = { ...(await withSession(storage)), sessionId: run.sessionId };
      await addActivity(storage, guest, queue);
      await storage.heartbeat([{ ...targetOf(task!), details: { frame: 9 }, sequence: 1 }]);
      await storage.reapWorkers([worker.workerId]);
      expect((await messagesOf(storage, run)).at(-1)).toMatchObject({ kind: 'sessionSuspended', epoch: 1 });

      const back = await cameBack(storage, { run, worker });
      await takesAll(storage, back);
      const { workerId, hostName } = back;
      expect((await messagesOf(storage, run)).at(-1)).toEqual({
        ...{ kind: 'sessionReestablished', sessionId: run.sessionId, workerId, hostName, epoch: 2 },
      });
      const stale = { kind: 'refused', code: 'STALE_EPOCH' };
      expect(await storage.completeActivity(targetOf(task!), 1, {})).toEqual(stale);
      expect(await storage.endAttempt(targetOf(task!), { kind: 'final', failure: gone }, {})).toEqual(stale);
      const [beat] = await storage.heartbeat([{ ...targetOf(task!), details: { frame: 1 }, sequence: 2 }]);
      expect(beat).toEqual(stale);
      await pass(5);
      const tasks = await storage.claimActivities(workerId, [queue], ['charge'], 2);
      const [again, lent] = [run, guest].map(({ ref }) => tasks.find(({ runId }) => runId === ref.runId));
      expect(again).toMatchObject({ epoch: 2, attempt: 2, checkpoint: { frame: 9 } });
      expect(lent).toMatchObject({ epoch: 2, attempt: 1, sessionId: run.sessionId });
    });

    it('fails with the reason that its worker gives, and its room is free at once', async () => {
      const { storage } = given();
      const lost = await suspended(storage);
      const back = await cameBack(storage, lost);
      const { sessionId } = lost.run;
      const waiting = await withSession(storage, {}, { taskQueue: lost.run.queue });
      expect(await storage.claimSessions(back.workerId, [lost.run.queue], 1)).toEqual([]);
      const refusal = { sessionId, epoch: 2, refused: gone };
      expect(await storage.reestablishSessions(back.workerId, [refusal])).toBe(1);
      const message = `worker ${back.workerKey} came back and cannot go on with the session: the directory is empty`;
      expect((await messagesOf(storage, lost.run)).at(-1)).toEqual({
        ...{ kind: 'sessionFailed', sessionId, reason: 'STATE_LOST', message, cause: gone },
      });
      const next = await storage.claimSessions(back.workerId, [lost.run.queue], 1);
      expect(next.map((session) => session.sessionId)).toEqual([waiting.sessionId]);
      expect(await storage.reestablishSessions(back.workerId, [{ ...refusal, refused: null }])).toBe(0);
      expect(await storage.reestablishSessions(back.workerId, [refusal])).toBe(0);
    });

    it('hears nothing of what an earlier process of its key says late', async () => {
      const { storage } = given();
      const lost = await suspended(storage);
      const { sessionId } = lost.run;
      const second = await cameBack(storage, lost);
      await storage.reapWorkers([second.workerId]);
      const third = await cameBack(storage, lost);
      for (const refused of [gone, null]) {
        for (const { workerId } of [lost.worker, second])
          expect(await storage.reestablishSessions(workerId, [{ sessionId, epoch: 2, refused }])).toBe(0);
        // Of another time that it was gone.
        for (const epoch of [1, 3])
          expect(await storage.reestablishSessions(third.workerId, [{ sessionId, epoch, refused }])).toBe(0);
      }
      const [still] = await storage.listSessions({ runId: lost.run.ref.runId, limit: 1 });
      expect(still).toMatchObject({ state: 'suspended', epoch: 1 });
      expect(await takesAll(storage, third)).toBe(1);
      expect(await takesAll(storage, third)).toBe(0);
      const refusal = { sessionId, epoch: 2, refused: gone };
      expect(await storage.reestablishSessions(third.workerId, [refusal])).toBe(0);
      const [open] = await storage.listSessions({ runId: lost.run.ref.runId, limit: 1 });
      expect(open).toMatchObject({ state: 'open', epoch: 2, workerId: third.workerId });
    });

    it('is not taken by a worker whose lease has passed, nor by one of another key', async () => {
      const { storage, pass } = given();
      const lost = await suspended(storage);
      const other = await suspended(storage);
      const otherBack = await cameBack(storage, other);
      const asleep = await cameBack(storage, lost, { leaseMs: 100 });
      await pass(150);
      for (const { workerId } of [asleep, otherBack])
        expect(
          await storage.reestablishSessions(workerId, [
            { sessionId: lost.run.sessionId, epoch: 2, refused: null },
          ]),
        ).toBe(0);
      expect(await storage.suspendedSessions(asleep.workerId, 10)).toEqual([]);
    });

    it('keeps its slot', async () => {
      const { storage } = given();
      const lost = await suspended(storage);
      const back = await cameBack(storage, lost);
      await withSession(storage, {}, { taskQueue: lost.run.queue });
      expect(await storage.claimSessions(back.workerId, [lost.run.queue], 10)).toEqual([]);
    });

    it('that is open again on a worker that drains is told so after', async () => {
      const { storage } = given();
      const lost = await suspended(storage);
      const back = await cameBack(storage, lost);
      await storage.releaseWorker(back.workerId, 'draining');
      expect(await takesAll(storage, back)).toBe(1);
      const kinds = (await messagesOf(storage, lost.run)).map(({ kind }) => kind);
      expect(kinds.slice(-2)).toEqual(['sessionReestablished', 'sessionDraining']);
    });

    it('counts its idle time anew when it is open again', async () => {
      const { storage, pass } = given();
      const lost = await suspended(storage, { idleTimeoutMs: 200 });
      await takesAll(storage, await cameBack(storage, lost));
      await storage.sweepSessions([lost.run.ref.shard]);
      expect((await messagesOf(storage, lost.run)).at(-1)).toMatchObject({ kind: 'sessionReestablished' });
      await pass(250);
      await storage.sweepSessions([lost.run.ref.shard]);
      expect((await messagesOf(storage, lost.run)).at(-1)).toMatchObject({ kind: 'sessionFailed' });
    });
  });

  describe('an activity that waits to be started in a suspended session', () => {
    const overdue = async (storage: ReturnType<Given>['storage'], { run }: Opened) =>
      (await storage.overdueActivities([run.ref.shard], 100))
        .filter(({ runId }) => runId === run.ref.runId)
        .map(({ timeout }) => timeout);

    it('has its scheduleToStart stand still, and go on once the session is open again', async () => {
      const { storage, pass } = given();
      const lost = await opened(storage, { onWorkerLost: 'reestablish', reestablishTimeoutMs: 60_000 });
      await addActivity(storage, lost.run, `@${lost.worker.workerKey}`, { scheduleToStartMs: 1_000 });
      await storage.reapWorkers([lost.worker.workerId]);
      await pass(1_100);
      expect(await overdue(storage, lost)).toEqual([]);
      await takesAll(storage, await cameBack(storage, lost));
      expect(await overdue(storage, lost)).toEqual([]);
      await pass(1_050);
      expect(await overdue(storage, lost)).toEqual(['scheduleToStart']);
    });

    it('has its scheduleToClose go on', async () => {
      const { storage, pass } = given();
      const lost = await suspended(storage);
      const limits = { scheduleToStartMs: 100, scheduleToCloseMs: 200 };
      await addActivity(storage, lost.run, `@${lost.worker.workerKey}`, limits);
      await pass(150);
      expect(await overdue(storage, lost)).toEqual([]);
      await pass(100);
      expect(await overdue(storage, lost)).toEqual(['scheduleToClose']);
    });
  });

  describe('a worker that comes back with less', () => {
    it('keeps what it has, and takes nothing new until that fits', async () => {
      const { storage } = given();
      const first = await opened(storage, { onWorkerLost: 'reestablish', reestablishTimeoutMs: 60_000 });
      await storage.reapWorkers([first.worker.workerId]);
      const roomy = await cameBack(storage, first, { sessions: { maxConcurrentSessions: 2, resources: {} } });
      await takesAll(storage, roomy);
      const { queue } = first.run;
      const second = await withSession(
        storage,
        { onWorkerLost: 'reestablish', reestablishTimeoutMs: 60_000 },
        { taskQueue: queue },
      );
      expect(await storage.claimSessions(roomy.workerId, [queue], 2)).toHaveLength(1);
      await storage.reapWorkers([roomy.workerId]);

      const small = await cameBack(storage, first);
      expect(await takesAll(storage, small)).toBe(2);
      const third = await withSession(storage, {}, { taskQueue: queue });
      expect(await storage.claimSessions(small.workerId, [queue], 2)).toEqual([]);
      await storage.failSession(second.sessionId, 'OPERATOR', 'by hand');
      expect(await storage.claimSessions(small.workerId, [queue], 2)).toEqual([]);
      await storage.failSession(first.run.sessionId, 'OPERATOR', 'by hand');
      const taken = await storage.claimSessions(small.workerId, [queue], 2);
      expect(taken.map(({ sessionId }) => sessionId)).toEqual([third.sessionId]);
    });
  });
}
