import { defaultActivityOptions } from '@baton/core';
import { describe, expect, it } from 'vitest';
import type { Look } from '@baton/engine';
import { person, setLimit } from './limits.ts';
import {
  closing,
  inboxOf,
  registered,
  started,
  transition,
  unique,
  withActivity,
  withSession,
  type Given,
  type Started,
} from './under-test.ts';

/** Of the worker that owns the run's shard; it has looked at nothing yet. */
function lookOf(run: Started, workerId: Look['workerId'] = 'nobody' as Look['workerId']): Look {
  return {
    workerId,
    owned: new Map([[run.queue, [run.ref.shard]]]),
    inboxAfter: null,
    activityQueues: [run.queue],
    activities: ['charge'],
    sessionQueues: [run.queue],
    renews: false,
  };
}

export function describeLooks(given: Given): void {
  describe('a look around', () => {
    it('sees inbox rows beyond what was read, of owned shards', async () => {
      const { storage } = given();
      const run = await started(storage);
      const look = lookOf(run);
      const last = (await inboxOf(storage, run)).at(-1);
      expect(await storage.lookAround(look)).toMatchObject({ inbox: true });
      expect(await storage.lookAround({ ...look, inboxAfter: last?.id ?? null })).toMatchObject({
        inbox: false,
      });
      expect(await storage.lookAround({ ...look, owned: new Map() })).toMatchObject({ inbox: false });
    });

    it('sees what the runs of owned shards say to others', async () => {
      const { storage } = given();
      const [run, other] = [await started(storage), await started(storage)];
      await storage.commit(
        transition(run.ref, 2, { outbox: [{ kind: 'terminate', to: other.ref, reason: 'test' }] }),
      );
      expect(await storage.lookAround(lookOf(run))).toMatchObject({ outbox: true });
    });

    it('names the queues in which a worker finds something to claim', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { workerId } = await registered(storage, run.queue);
      const look = lookOf(run, workerId);
      const empty = unique('queue');
      expect(await storage.lookAround({ ...look, activityQueues: [empty, run.queue] })).toMatchObject({
        queues: [run.queue],
      });
      expect(await storage.lookAround({ ...look, activities: ['ship'] })).toMatchObject({ queues: [] });
      await storage.claimActivities(workerId, [run.queue], ['charge'], 1);
      expect(await storage.lookAround(look)).toMatchObject({ queues: [] });
    });

    it('sees what waits in a lane, too, and nothing that has to wait longer', async () => {
      const { storage } = given();
      const queue = unique('queue');
      await setLimit(storage, 'queue', queue, { maxConcurrent: 3 });
      const inLane = await withActivity(storage, {}, { taskQueue: queue });
      const later = await withActivity(storage, { availableAtMs: Date.now() + 3_600_000 });
      expect(await storage.lookAround(lookOf(inLane))).toMatchObject({ queues: [inLane.queue] });
      expect(await storage.lookAround(lookOf(later))).toMatchObject({ queues: [] });
    });

    it('says when the first time limit of the owned shards ends', async () => {
      const { storage } = given();
      const run = await withActivity(storage, {
        options: { ...defaultActivityOptions, scheduleToStartMs: 30_000, startToCloseMs: 60_000 },
      });
      const nowMs = await storage.now();
      const { dueAtMs } = await storage.lookAround(lookOf(run));
      expect(dueAtMs.activities).toBeGreaterThan(nowMs - 3_600_000);
      expect(dueAtMs.activities).toBeLessThanOrEqual(nowMs + 30_000);
      const blind = await storage.lookAround({ ...lookOf(run), owned: new Map() });
      expect(blind.dueAtMs).toMatchObject({ activities: null, sessions: null });
    });

    it('sees sessions that wait, for who opens them and for who sweeps them, and then when they end', async () => {
      const { storage } = given();
      const run = await withSession(storage, { executionTimeoutMs: 40_000 });
      const { workerId } = await registered(storage, run.queue, {
        sessions: { maxConcurrentSessions: 1, resources: {} },
      });
      const look = lookOf(run, workerId);
      const waiting = await storage.lookAround(look);
      expect(waiting).toMatchObject({ sessions: true });
      expect(waiting.dueAtMs.sessions).toBeLessThanOrEqual(await storage.now());
      expect(await storage.lookAround({ ...look, sessionQueues: [] })).toMatchObject({ sessions: false });
      await storage.claimSessions(workerId, [run.queue], 1);
      const open = await storage.lookAround(look);
      expect(open).toMatchObject({ sessions: false });
      expect(open.dueAtMs.sessions).toBeLessThanOrEqual((await storage.now()) + 40_000);
    });

    it('sees that an attempt of this worker was asked to stop', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { workerId } = await registered(storage, run.queue);
      await storage.claimActivities(workerId, [run.queue], ['charge'], 1);
      expect(await storage.lookAround(lookOf(run, workerId))).toMatchObject({ cancels: false });
      await storage.commit(closing(run.ref, 3));
      expect(await storage.lookAround(lookOf(run, workerId))).toMatchObject({ cancels: true });
      await storage.cancelRequests(workerId);
      expect(await storage.lookAround(lookOf(run, workerId))).toMatchObject({ cancels: false });
    });

    it('says another text once limits have changed, and the same as long as they have not', async () => {
      const { storage } = given();
      const run = await started(storage);
      const said = async (): Promise<string> => (await storage.lookAround(lookOf(run))).limits;
      const name = unique('queue');
      const before = await said();
      expect(await said()).toBe(before);
      await setLimit(storage, 'queue', name, { maxConcurrent: 2 });
      const limited = await said();
      expect(limited).not.toBe(before);
      await storage.removeLimit('queue', name, person);
      expect(await said()).not.toBe(limited);
    });

    it('renews the lease of its worker, if it is asked to', async () => {
      const { storage, pass } = given();
      const run = await started(storage);
      const { workerId } = await registered(storage, run.queue, { leaseMs: 2_000 });
      const look = lookOf(run, workerId);
      expect(await storage.lookAround(look)).toMatchObject({ lease: null });
      for (let i = 0; i < 3; i++) {
        await pass(800);
        const { lease } = await storage.lookAround({ ...look, renews: true });
        expect(lease?.held).toBe(true);
        expect(Math.abs((lease?.nowMs ?? 0) - (await storage.now()))).toBeLessThan(1_000);
      }
      expect(await storage.reapWorkers()).not.toContain(workerId);
      await storage.reapWorkers([workerId]);
      expect((await storage.lookAround({ ...look, renews: true })).lease).toMatchObject({ held: false });
    });

    it('sees suspended sessions that wait for the key of its worker', async () => {
      const { storage } = given();
      const run = await withSession(storage, { onWorkerLost: 'reestablish', reestablishTimeoutMs: 60_000 });
      const sessions = { maxConcurrentSessions: 1, resources: {} };
      const first = await registered(storage, run.queue, { sessions });
      await storage.claimSessions(first.workerId, [run.queue], 1);
      expect(await storage.lookAround(lookOf(run, first.workerId))).toMatchObject({ returns: false });
      await storage.reapWorkers([first.workerId]);
      const { workerKey } = first;
      const next = await registered(storage, run.queue, { sessions, workerKey });
      const other = await registered(storage, run.queue, { sessions });
      expect(await storage.lookAround(lookOf(run, next.workerId))).toMatchObject({ returns: true });
      expect(await storage.lookAround(lookOf(run, other.workerId))).toMatchObject({ returns: false });
    });

    it('says when the first lease ends, unless it is renewed', async () => {
      const { storage } = given();
      const run = await started(storage);
      const { workerId } = await registered(storage, run.queue, { leaseMs: 500 });
      const nowMs = await storage.now();
      const { dueAtMs } = await storage.lookAround(lookOf(run, workerId));
      expect(dueAtMs.workers).not.toBeNull();
      expect(dueAtMs.workers).toBeLessThanOrEqual(nowMs + 500);
    });
  });
}
