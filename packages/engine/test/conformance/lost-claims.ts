// A claim whose answer got lost: the worker asks for it again.
import type { ActivityId, WorkerId } from '@baton/core';
import { defaultActivityOptions, limitSettings } from '@baton/core';
import type { ActivityTask, Storage } from '@baton/engine';
import { describe, expect, it } from 'vitest';
import {
  activityRow,
  registered,
  started,
  targetOf,
  transition,
  unique,
  withActivity,
  withSession,
  type Given,
  type Started,
} from './under-test.ts';

const one = '1' as ActivityId;

function claim(
  storage: Storage,
  workerId: WorkerId,
  run: Started,
  number: number,
): Promise<readonly ActivityTask[]> {
  return storage.claimActivities(workerId, [run.queue], ['charge'], 10, number);
}

export function describeLostClaims(given: Given): void {
  describe('a claim whose answer was lost', () => {
    it('is answered again, as often as it is asked, and uses up no attempt', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { workerId } = await registered(storage, run.queue);
      const lost = await claim(storage, workerId, run, 1);
      const again = await storage.recoverClaim(workerId, 1);
      const { startedAtMs: _, ...task } = lost[0]!;
      expect(again).toEqual([{ ...task, startedAtMs: expect.any(Number) as number }]);
      expect(await storage.recoverClaim(workerId, 1)).toMatchObject([task]);
      expect(again[0]?.attempt).toBe(1);
      expect(await storage.completeActivity(targetOf(again[0]!), 'paid', {})).toEqual({ kind: 'ok' });
      expect(await storage.recoverClaim(workerId, 1)).toEqual([]);
    });

    it('begins its attempts when it is answered, since nobody ran them before', async () => {
      const { storage, pass } = given();
      const options = { ...defaultActivityOptions, startToCloseMs: 60_000 };
      const run = await withActivity(storage, { options });
      const { workerId } = await registered(storage, run.queue);
      const [lost] = await claim(storage, workerId, run, 1);
      await pass(200);
      const [again] = await storage.recoverClaim(workerId, 1);
      expect(again!.startedAtMs - lost!.startedAtMs).toBeGreaterThanOrEqual(200);
    });

    it('is told apart from other claims of its worker, and from those of others', async () => {
      const { storage } = given();
      const [a, b, c] = [
        await withActivity(storage),
        await withActivity(storage),
        await withActivity(storage),
      ];
      const { workerId } = await registered(storage, a.queue);
      const other = await registered(storage, c.queue);
      await claim(storage, workerId, a, 1);
      await claim(storage, workerId, b, 2);
      await claim(storage, other.workerId, c, 2);
      expect(await storage.recoverClaim(workerId, 2)).toMatchObject([{ runId: b.ref.runId }]);
      expect(await storage.recoverClaim(workerId, 1)).toMatchObject([{ runId: a.ref.runId }]);
      expect(await storage.recoverClaim(workerId, 3)).toEqual([]);
    });

    it('begins nothing if it comes after it was asked for', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { workerId } = await registered(storage, run.queue);
      expect(await storage.recoverClaim(workerId, 2)).toEqual([]);
      expect(await claim(storage, workerId, run, 1)).toEqual([]);
      expect(await claim(storage, workerId, run, 2)).toEqual([]);
      expect(await claim(storage, workerId, run, 3)).toHaveLength(1);
    });

    it('is either answered or begins nothing, if it is written while it is asked for', async () => {
      const { storage } = given();
      for (let round = 1; round <= 15; round++) {
        const run = await withActivity(storage);
        const { workerId } = await registered(storage, run.queue);
        const [begun, heard] = await Promise.all([
          claim(storage, workerId, run, 1),
          storage.recoverClaim(workerId, 1),
        ]);
        expect(heard).toHaveLength(begun.length);
        const state = begun.length === 1 ? 'running' : 'queued';
        expect(await storage.readActivity(run.ref, one)).toMatchObject({ state });
      }
    });

    it('keeps the place that it took under a limit', async () => {
      const { storage } = given();
      const name = unique('limited');
      await storage.setLimit({ scope: 'activity', name, settings: limitSettings({ maxConcurrent: 1 }) }, 'p');
      const run = await started(storage);
      const rows = ['1', '2'].map((id) => activityRow(run, { activityId: id as ActivityId, name }));
      await storage.commit(transition(run.ref, 2, { addActivities: rows }));
      const { workerId } = await registered(storage, run.queue);
      const next = (n: number) => storage.claimActivities(workerId, [run.queue], [name], 10, n);
      expect(await next(1)).toHaveLength(1);
      const [again] = await storage.recoverClaim(workerId, 1);
      expect(await next(2)).toEqual([]);
      await storage.completeActivity(targetOf(again!), 'paid', {});
      expect(await next(3)).toHaveLength(1);
      expect(await storage.auditLimits()).toEqual([]);
    });

    it('of activities in a session is answered, too', async () => {
      const { storage } = given();
      const run = await withSession(storage);
      const sessions = { maxConcurrentSessions: 1, resources: {} };
      const { workerId, workerKey } = await registered(storage, run.queue, { sessions });
      await storage.claimSessions(workerId, [run.queue], 1);
      const queue = `@${workerKey}`;
      const row = activityRow(run, { queue, sessionId: run.sessionId });
      await storage.commit(transition(run.ref, 3, { addActivities: [row] }));
      expect(await storage.claimActivities(workerId, [queue], ['charge'], 1, 1)).toHaveLength(1);
      const sessionId = run.sessionId;
      expect(await storage.recoverClaim(workerId, 1)).toMatchObject([{ sessionId, attempt: 1 }]);
    });

    it('is not answered any more once its attempts have ended, or the worker was declared lost', async () => {
      const { storage } = given();
      const [a, b] = [await withActivity(storage), await withActivity(storage)];
      const { workerId } = await registered(storage, a.queue);
      const gone = await registered(storage, b.queue);
      await claim(storage, workerId, a, 1);
      await claim(storage, gone.workerId, b, 1);
      const failure = { name: 'Late', message: 'the sweep was first' };
      const target = { ...a.ref, activityId: one, attempt: 1, epoch: null };
      const availableAtMs = await storage.now();
      await storage.endAttempt(target, { kind: 'retry', failure, availableAtMs }, {});
      await storage.reapWorkers([gone.workerId]);
      expect(await storage.recoverClaim(workerId, 1)).toEqual([]);
      expect(await storage.recoverClaim(gone.workerId, 1)).toEqual([]);
      const [second] = await claim(storage, workerId, a, 2);
      expect(second).toMatchObject({ attempt: 2 });
      expect(await storage.recoverClaim(workerId, 1)).toEqual([]);
    });
  });
}
