import { defaultActivityOptions, defaultRetry, type ActivityId } from '@baton/core';
import { describe, expect, it } from 'vitest';
import type { Storage } from '@baton/engine';
import { backlog } from './limits.ts';
import { registered, targetOf, transition, unique, type Given, type Started } from './under-test.ts';

const one = '1' as ActivityId;
const atOnce = { retry: { ...defaultRetry, initialMs: 0, maxMs: 0 }, startToCloseMs: 60_000 };

export function describePoison(given: Given): void {
  describe('an activity that ends its workers', () => {
    it('is not run again after the third, and its run says which, and who died when', async () => {
      const { storage } = given();
      const run = await backlog(storage, 1, atOnce);
      const dead = [await die(given(), run), await die(given(), run), await die(given(), run)];
      expect(await claim(given(), run)).toEqual([]);
      expect(await storage.readActivity(run.ref, one)).toMatchObject({ state: 'queued', poisoned: true });
      const blocked = (await storage.readRun(run.ref))?.blocked;
      expect(blocked).toMatchObject({ code: 'POISON', fields: { activityId: '1', activity: 'charge' } });
      for (const workerId of dead) expect(blocked?.message).toContain(workerId);
      expect(blocked?.fields?.['deaths']).toMatchObject(
        dead.map((workerId, at) => ({ workerId, attempt: at + 1 })),
      );
    });

    it('goes on when somebody lets it, with a clean record', async () => {
      const { storage } = given();
      const run = await poisoned(given());
      await storage.setBlocked(run.ref, null);
      expect((await storage.readRun(run.ref))?.blocked).toMatchObject({ code: 'POISON' });
      expect(await storage.releasePoison(run.ref, one)).toBe(true);
      expect(await storage.releasePoison(run.ref, one)).toBe(false);
      expect((await storage.readRun(run.ref))?.blocked).toBeNull();
      await die(given(), run);
      expect(await storage.readActivity(run.ref, one)).toMatchObject({ poisoned: false, attempt: 4 });
      const [task] = await claim(given(), run);
      expect(task).toMatchObject({ attempt: 5 });
    });

    it('that is cancelled, or whose run goes on without it, leaves the run unblocked', async () => {
      const { storage } = given();
      const run = await poisoned(given());
      await storage.commit(transition(run.ref, 3, { closeActivities: [{ activityId: one, human: null }] }));
      expect((await storage.readRun(run.ref))?.blocked).toBeNull();
    });

    it('is forgiven by an attempt that ends in any other way', async () => {
      const { storage } = given();
      const run = await backlog(storage, 1, atOnce);
      await die(given(), run);
      await die(given(), run);
      const [task] = await claim(given(), run);
      if (task === undefined) throw new Error('nothing to claim');
      const failure = { name: 'Error', message: 'an ordinary one' };
      await storage.endAttempt(targetOf(task), { kind: 'retry', failure, availableAtMs: 0 }, {});
      await die(given(), run);
      expect(await storage.readActivity(run.ref, one)).toMatchObject({ poisoned: false });
    });

    it('is told from what only ran beside it: suspects run one at a time on a worker', async () => {
      const { storage, pass } = given();
      const queue = unique('queue');
      const runs = [await backlog(storage, 1, atOnce, queue), await backlog(storage, 1, atOnce, queue)];
      for (let death = 0; death < 2; death++) {
        const { workerId } = await registered(storage, queue);
        expect(await storage.claimActivities(workerId, [queue], ['charge'], 10)).toHaveLength(2);
        await storage.reapWorkers([workerId]);
        await pass(5);
      }
      const { workerId } = await registered(storage, queue);
      const [suspect, ...others] = await storage.claimActivities(workerId, [queue], ['charge'], 10);
      expect(others).toEqual([]);
      expect(await storage.claimActivities(workerId, [queue], ['charge'], 10)).toEqual([]);
      await storage.reapWorkers([workerId]);
      const states = await Promise.all(runs.map(({ ref }) => storage.readActivity(ref, one)));
      expect(states.filter((state) => state?.poisoned)).toMatchObject([{ runId: suspect?.runId }]);
      const innocent = await registered(storage, queue);
      expect(await storage.claimActivities(innocent.workerId, [queue], ['charge'], 10)).toHaveLength(1);
    });

    it('does not count a worker that stopped in good order', async () => {
      const { storage } = given();
      const run = await backlog(storage, 1, atOnce);
      for (let stop = 0; stop < 4; stop++) {
        const { workerId } = await registered(storage, run.queue);
        expect(await storage.claimActivities(workerId, [run.queue], ['charge'], 1)).toHaveLength(1);
        await storage.releaseWorker(workerId, 'stopped');
        await given().pass(5);
      }
      expect(await storage.readActivity(run.ref, one)).toMatchObject({ poisoned: false });
    });

    it('counts each owner of a run that died while it ran the activity itself', async () => {
      const { storage } = given();
      const lastFailure = { name: 'WorkerLostError', code: 'WORKER_LOST', message: 'gone' };
      const run = await backlog(storage, 0, {});
      const row = { ...(await rowOf(storage, run)), attempt: 2, lastFailure, lostAtMs: [1_000, 2_000] };
      await storage.commit(transition(run.ref, 3, { addActivities: [row] }));
      await die(given(), run);
      expect(await storage.readActivity(run.ref, one)).toMatchObject({ poisoned: true, attempt: 3 });
      const { blocked } = (await storage.readRun(run.ref)) ?? {};
      expect(blocked?.fields?.['deaths']).toMatchObject([
        { workerId: null, attempt: 1, atMs: 1_000 },
        { workerId: null, attempt: 2, atMs: 2_000 },
        { attempt: 3 },
      ]);
    });

    it('counts the owner of a run that died while it ran the activity itself', async () => {
      const { storage } = given();
      const lastFailure = { name: 'WorkerLostError', code: 'WORKER_LOST', message: 'gone' };
      const run = await backlog(storage, 0, {});
      await storage.commit(
        transition(run.ref, 3, {
          addActivities: [
            {
              ...(await rowOf(storage, run)),
              attempt: 1,
              lastFailure,
            },
          ],
        }),
      );
      await die(given(), run);
      await die(given(), run);
      expect(await storage.readActivity(run.ref, one)).toMatchObject({ poisoned: true, attempt: 3 });
      expect((await storage.readRun(run.ref))?.blocked?.message).toContain('the worker that owned the run');
    });
  });
}

async function rowOf(storage: Storage, run: Started) {
  const nowMs = await storage.now();
  return {
    activityId: one,
    name: 'charge',
    queue: run.queue,
    input: null,
    options: { ...defaultActivityOptions, ...atOnce },
    workflow: 'order',
    workflowId: run.workflowId,
    label: null,
    sessionId: null,
    human: null,
    state: 'queued' as const,
    workerId: null,
    availableAtMs: nowMs,
    scheduledAtMs: nowMs,
    startedAtMs: null,
  };
}

async function claim({ storage, pass }: ReturnType<Given>, run: Started) {
  await pass(5);
  const { workerId } = await registered(storage, run.queue);
  return storage.claimActivities(workerId, [run.queue], ['charge'], 1);
}

/** A worker takes it, and dies. */
async function die({ storage, pass }: ReturnType<Given>, run: Started): Promise<string> {
  await pass(5);
  const { workerId } = await registered(storage, run.queue);
  expect(await storage.claimActivities(workerId, [run.queue], ['charge'], 1)).toHaveLength(1);
  await storage.reapWorkers([workerId]);
  return workerId;
}

async function poisoned(given: ReturnType<Given>): Promise<Started> {
  const run = await backlog(given.storage, 1, atOnce);
  for (let death = 0; death < 3; death++) await die(given, run);
  return run;
}
