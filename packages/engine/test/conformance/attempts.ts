import { describe, expect, it } from 'vitest';
import type { ActivityId } from '@baton/core';
import {
  anyAttempt,
  claimed,
  messagesOf,
  registered,
  targetOf,
  withActivity,
  type Given,
} from './under-test.ts';

const declined = { name: 'Declined', message: 'no funds', stack: 'at charge', details: { left: 3 } };
const one = '1' as ActivityId;

export function describeAttempts(given: Given): void {
  describe('an attempt', () => {
    it('that failed is followed by another, not before its time, and the failure stands on the activity', async () => {
      const { storage, pass } = given();
      const run = await withActivity(storage);
      const { target, workerId } = await claimed(storage, run);
      const availableAtMs = (await storage.now()) + 200;
      await storage.endAttempt(target, { kind: 'retry', failure: declined, availableAtMs }, {});

      expect(await storage.readActivity(run.ref, one)).toMatchObject({
        ...{ state: 'queued', attempt: 1, availableAtMs, lastFailure: declined },
      });
      expect(await messagesOf(storage, run)).toEqual([]);
      expect(await storage.claimActivities(workerId, [run.queue], ['charge'], 1)).toEqual([]);
      await pass(250);
      const [second] = await storage.claimActivities(workerId, [run.queue], ['charge'], 1);
      expect(second).toMatchObject({ attempt: 2, lastFailure: declined });
    });

    it('that failed for good says so in the inbox', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { target } = await claimed(storage, run);
      expect(await storage.endAttempt(target, { kind: 'final', failure: declined }, { by: 'key:1' })).toEqual(
        { kind: 'ok' },
      );
      expect(await messagesOf(storage, run)).toEqual([
        { kind: 'activityFailed', activityId: '1', failure: declined, by: 'key:1', attempt: 1 },
      ]);
      expect(await storage.readActivity(run.ref, one)).toMatchObject({
        state: 'done',
        lastFailure: declined,
      });
    });

    it('ends once: a completion after a failure, or a failure after a completion, is refused', async () => {
      const { storage } = given();
      const [a, b] = [await withActivity(storage), await withActivity(storage)];
      const closed = { kind: 'refused', code: 'ACTIVITY_CLOSED' };
      await storage.endAttempt(anyAttempt(a), { kind: 'final', failure: declined }, {});
      expect(await storage.completeActivity(anyAttempt(a), 1, { completionKey: 'k' })).toEqual(closed);
      await storage.completeActivity(anyAttempt(b), 1, { completionKey: 'k' });
      expect(await storage.endAttempt(anyAttempt(b), { kind: 'final', failure: declined }, {})).toEqual(
        closed,
      );
      expect(await messagesOf(storage, a)).toHaveLength(1);
      expect(await messagesOf(storage, b)).toHaveLength(1);
    });

    it('of completion and failure at once exactly one wins', async () => {
      const { storage } = given();
      for (let round = 0; round < 10; round++) {
        const run = await withActivity(storage);
        const answers = await Promise.all([
          storage.completeActivity(anyAttempt(run), 1, {}),
          storage.endAttempt(anyAttempt(run), { kind: 'final', failure: declined }, {}),
        ]);
        expect(answers.filter(({ kind }) => kind === 'ok')).toHaveLength(1);
        expect(await messagesOf(storage, run)).toHaveLength(1);
      }
    });

    it('hands the details that it flushed with its failure to the next one', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { target, workerId } = await claimed(storage, run);
      const end = { kind: 'retry', failure: declined, availableAtMs: await storage.now() } as const;
      await storage.endAttempt(target, end, { checkpoint: { frame: 7 }, sequence: 3 });
      const [second] = await storage.claimActivities(workerId, [run.queue], ['charge'], 1);
      expect(second?.checkpoint).toEqual({ frame: 7 });
    });

    it('that goes async stays open, and can be completed from outside', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { task, target } = await claimed(storage, run);
      expect(await storage.makeAsync(target)).toEqual({ kind: 'ok' });
      expect(await storage.readActivity(run.ref, one)).toMatchObject({ state: 'async', attempt: 1 });
      expect(await storage.makeAsync(target)).toEqual({ kind: 'ok' });
      expect(await storage.completeActivity(targetOf(task), 'later', {})).toEqual({ kind: 'ok' });
      expect(await messagesOf(storage, run)).toMatchObject([{ kind: 'activityCompleted', result: 'later' }]);
    });

    it('that was completed before its handler went async stays completed', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { target } = await claimed(storage, run);
      await storage.completeActivity(anyAttempt(run), 'early', {});
      expect(await storage.makeAsync(target)).toEqual({ kind: 'refused', code: 'ACTIVITY_CLOSED' });
      expect(await messagesOf(storage, run)).toMatchObject([{ result: 'early' }]);
    });

    it('is not handed to a worker that has stopped', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { workerId } = await registered(storage, run.queue);
      await storage.releaseWorker(workerId, 'stopped');
      expect(await storage.claimActivities(workerId, [run.queue], ['charge'], 1)).toEqual([]);
    });
  });
}
