import { cancelFailure, type ActivityId } from '@baton/core';
import { describe, expect, it } from 'vitest';
import {
  anyAttempt,
  claimed,
  messagesOf,
  registered,
  transition,
  withActivity,
  type Given,
} from './under-test.ts';

const one = '1' as ActivityId;
const cancel = { cancelActivities: [{ activityId: one, reason: 'ACTIVITY_CANCELLED' as const }] };
const close = { closeActivities: [{ activityId: one, human: null }] };
const stopped = cancelFailure('ACTIVITY_CANCELLED', 'stopped');

export function describeCancellation(given: Given): void {
  describe('a cancelled activity', () => {
    it('is told to the worker that runs it, once, and by heartbeat', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { target, workerId } = await claimed(storage, run);
      expect(await storage.cancelRequests(workerId)).toEqual([]);
      await storage.commit(transition(run.ref, 3, cancel));

      expect(await storage.cancelRequests(workerId)).toMatchObject([
        { ...target, reason: 'ACTIVITY_CANCELLED' },
      ]);
      expect(await storage.cancelRequests(workerId)).toEqual([]);
      const beat = await storage.heartbeat([{ ...target, details: 1, sequence: 1 }]);
      expect(beat).toEqual([{ kind: 'ok', cancelRequested: 'ACTIVITY_CANCELLED' }]);
      expect(await storage.readActivity(run.ref, one)).toMatchObject({
        ...{ state: 'running', cancelRequested: 'ACTIVITY_CANCELLED' },
      });
    });

    it('whose row closes in the same transition is told all the same', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { workerId, target } = await claimed(storage, run);
      await storage.commit(transition(run.ref, 3, { ...cancel, ...close }));
      expect(await storage.cancelRequests(workerId)).toMatchObject([
        { activityId: one, reason: 'ACTIVITY_CANCELLED' },
      ]);
      expect(await storage.pendingActivities(run.ref)).toEqual([]);
      const beat = await storage.heartbeat([{ ...target, details: 1, sequence: 1 }]);
      expect(beat).toEqual([{ kind: 'refused', code: 'ACTIVITY_CLOSED' }]);
    });

    it('that is abandoned hears nothing', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { workerId } = await claimed(storage, run);
      await storage.commit(transition(run.ref, 3, close));
      expect(await storage.cancelRequests(workerId)).toEqual([]);
    });

    it('that is queued never runs: it answers at once', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      await storage.commit(transition(run.ref, 3, cancel));
      const { workerId } = await registered(storage, run.queue);
      expect(await storage.claimActivities(workerId, [run.queue], ['charge'], 1)).toEqual([]);
      expect(await messagesOf(storage, run)).toMatchObject([
        { kind: 'activityCancelled', activityId: one, failure: { code: 'CANCELLED' } },
      ]);
    });

    it('acknowledges, and the run hears of it', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { target } = await claimed(storage, run);
      await storage.commit(transition(run.ref, 3, cancel));
      expect(await storage.reportCancelled(target, stopped)).toEqual({ kind: 'ok' });
      expect(await messagesOf(storage, run)).toEqual([
        { kind: 'activityCancelled', activityId: one, failure: stopped },
      ]);
    });

    it('cannot acknowledge what nobody asked for', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { target } = await claimed(storage, run);
      expect(await storage.reportCancelled(target, stopped)).toEqual({
        kind: 'refused',
        code: 'NOT_CANCELLED',
      });
    });

    it('may still complete: the first to be written wins', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { target } = await claimed(storage, run);
      await storage.commit(transition(run.ref, 3, cancel));
      expect(await storage.completeActivity(target, 'done anyway', {})).toEqual({ kind: 'ok' });
      expect(await storage.reportCancelled(target, stopped)).toEqual({
        kind: 'refused',
        code: 'ACTIVITY_CLOSED',
      });
    });

    it('that fails is not tried again', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { target } = await claimed(storage, run);
      await storage.commit(transition(run.ref, 3, cancel));
      const failure = { name: 'E', message: 'm' };
      await storage.endAttempt(target, { kind: 'retry', failure, availableAtMs: await storage.now() }, {});
      expect(await messagesOf(storage, run)).toMatchObject([{ kind: 'activityFailed', failure }]);
    });

    it('that nobody runs any more can be completed by token until the run has closed it', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { target } = await claimed(storage, run);
      await storage.makeAsync(target);
      await storage.commit(transition(run.ref, 3, cancel));
      expect(await storage.completeActivity(anyAttempt(run), 1, {})).toEqual({ kind: 'ok' });
    });
  });
}
