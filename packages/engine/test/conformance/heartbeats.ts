import { defaultActivityOptions, type ActivityId } from '@baton/core';
import { describe, expect, it } from 'vitest';
import {
  anyAttempt,
  claimed,
  messagesOf,
  targetOf,
  transition,
  withActivity,
  type Given,
} from './under-test.ts';

const one = '1' as ActivityId;
const retryNow = (availableAtMs: number) =>
  ({ kind: 'retry', failure: { name: 'E', message: 'm' }, availableAtMs }) as const;

export function describeHeartbeats(given: Given): void {
  describe('a heartbeat', () => {
    it('keeps its details for the next attempt, also after a plain failure', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { target, workerId } = await claimed(storage, run);
      await storage.heartbeat([{ ...target, details: { frame: 12 }, sequence: 1 }]);
      await storage.endAttempt(target, retryNow(await storage.now()), {});
      const [second] = await storage.claimActivities(workerId, [run.queue], ['charge'], 1);
      expect(second?.checkpoint).toEqual({ frame: 12 });

      await storage.endAttempt(targetOf(second!), retryNow(await storage.now()), {});
      const [third] = await storage.claimActivities(workerId, [run.queue], ['charge'], 1);
      expect(third?.checkpoint).toEqual({ frame: 12 });
    });

    it('that overtook a newer one does not overwrite it', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { target } = await claimed(storage, run);
      for (const sequence of [2, 5, 3, 5]) {
        const [answer] = await storage.heartbeat([{ ...target, details: { sequence }, sequence }]);
        expect(answer).toEqual({ kind: 'ok', cancelRequested: null });
      }
      expect(await storage.readActivity(run.ref, one)).toMatchObject({
        heartbeat: { sequence: 5, details: { sequence: 5 } },
      });
    });

    it('of a new attempt counts from the start again', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { target, workerId } = await claimed(storage, run);
      await storage.heartbeat([{ ...target, details: 'old', sequence: 9 }]);
      await storage.endAttempt(target, retryNow(await storage.now()), {});
      const [second] = await storage.claimActivities(workerId, [run.queue], ['charge'], 1);
      await storage.heartbeat([{ ...targetOf(second!), details: 'new', sequence: 1 }]);
      expect(await storage.readActivity(run.ref, one)).toMatchObject({ heartbeat: { details: 'new' } });
    });

    it('without details keeps the last ones', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { target } = await claimed(storage, run);
      await storage.heartbeat([{ ...target, details: 'kept', sequence: 1 }]);
      await storage.heartbeat([{ ...target, details: undefined, sequence: 2 }]);
      expect(await storage.readActivity(run.ref, one)).toMatchObject({ heartbeat: { details: 'kept' } });
    });

    it('causes no message, unless the workflow listens: then at most one per interval', async () => {
      const { storage, pass } = given();
      const options = { ...defaultActivityOptions, startToCloseMs: 60_000 };
      const quiet = await withActivity(storage, { options });
      const heard = await withActivity(storage, { options: { ...options, deliverHeartbeatsMs: 200 } });
      for (const run of [quiet, heard]) {
        const { target } = await claimed(storage, run);
        for (const sequence of [1, 2, 3])
          await storage.heartbeat([{ ...target, details: sequence, sequence }]);
        await pass(250);
        await storage.heartbeat([{ ...target, details: 4, sequence: 4 }]);
      }
      expect(await messagesOf(storage, quiet)).toEqual([]);
      const delivered = await messagesOf(storage, heard);
      expect(delivered.length).toBeGreaterThan(0);
      expect(delivered.length).toBeLessThanOrEqual(2);
      expect(delivered.at(-1)).toEqual({
        kind: 'activityHeartbeat',
        activityId: one,
        details: 4,
        sequence: 4,
      });
    });

    it('that came too soon for the workflow is heard later, though no other follows', async () => {
      const { storage, pass } = given();
      const options = { ...defaultActivityOptions, startToCloseMs: 60_000, deliverHeartbeatsMs: 200 };
      const run = await withActivity(storage, { options });
      const { target } = await claimed(storage, run);
      for (const sequence of [1, 2, 3]) await storage.heartbeat([{ ...target, details: sequence, sequence }]);
      const heard = async () =>
        (await messagesOf(storage, run)).flatMap((body) =>
          body.kind === 'activityHeartbeat' ? [body.details] : [],
        );
      await storage.overdueActivities([run.ref.shard], 1_000);
      expect(await heard()).toEqual([1]);
      await pass(250);
      await storage.overdueActivities([run.ref.shard], 1_000);
      await storage.overdueActivities([run.ref.shard], 1_000);
      expect(await heard()).toEqual([1, 3]);
      await storage.heartbeat([{ ...target, details: 'late', sequence: 4 }]);
      await storage.completeActivity(target, 'done', {});
      await pass(250);
      await storage.overdueActivities([run.ref.shard], 1_000);
      expect(await heard()).toEqual([1, 3]);
    });

    it('of an attempt that was asked to stop, and has gone, says why', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { target } = await claimed(storage, run);
      const cancelActivities = [{ activityId: one, reason: 'ACTIVITY_CANCELLED' as const }];
      const closeActivities = [{ activityId: one, human: null }];
      await storage.commit(transition(run.ref, 3, { cancelActivities, closeActivities }));
      const [answer] = await storage.heartbeat([{ ...target, details: undefined, sequence: 1 }]);
      expect(answer).toEqual({ kind: 'refused', code: 'ACTIVITY_CLOSED', reason: 'ACTIVITY_CANCELLED' });
    });

    it('is answered one by one: the refused ones do not harm the others', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { target } = await claimed(storage, run);
      const beat = { details: 1, sequence: 1 };
      const answers = await storage.heartbeat([
        { ...target, activityId: '77' as ActivityId, ...beat },
        { ...target, ...beat },
        { ...target, attempt: 5, ...beat },
      ]);
      expect(answers).toEqual([
        { kind: 'refused', code: 'ACTIVITY_CLOSED' },
        { kind: 'ok', cancelRequested: null },
        { kind: 'refused', code: 'STALE_ATTEMPT' },
      ]);
    });

    it('of a completed activity tells its handler to stop', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { target } = await claimed(storage, run);
      await storage.completeActivity(anyAttempt(run), 1, {});
      expect(await storage.heartbeat([{ ...target, details: 1, sequence: 1 }])).toEqual([
        { kind: 'refused', code: 'ACTIVITY_CLOSED' },
      ]);
    });
  });
}
