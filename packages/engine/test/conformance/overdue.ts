import { defaultActivityOptions, type RecordedActivityOptions } from '@baton/core';
import { describe, expect, it } from 'vitest';
import type { OverdueActivity, Storage } from '@baton/engine';
import { claimed, withActivity, type Given, type Started } from './under-test.ts';

const long = { ...defaultActivityOptions, startToCloseMs: 60_000 };

export function describeOverdue(given: Given): void {
  describe('the sweep for overdue activities', () => {
    it('finds an attempt that took too long', async () => {
      const { storage, pass } = given();
      const run = await withActivity(storage, options({ startToCloseMs: 200 }));
      await pass(250);
      expect(await timeoutOf(storage, run)).toBeNull();
      await claimed(storage, run);
      expect(await timeoutOf(storage, run)).toBeNull();
      await pass(250);
      expect(await overdue(storage, run)).toMatchObject({
        timeout: 'startToClose',
        attempt: 1,
        state: 'running',
      });
    });

    it('finds an activity that waited too long for a worker', async () => {
      const { storage, pass } = given();
      const run = await withActivity(storage, options({ scheduleToStartMs: 200 }));
      expect(await timeoutOf(storage, run)).toBeNull();
      await pass(250);
      expect(await timeoutOf(storage, run)).toBe('scheduleToStart');
    });

    it('finds an activity whose attempts together took too long, in whatever state', async () => {
      const { storage, pass } = given();
      const [queued, running] = [
        await withActivity(storage, options({ scheduleToCloseMs: 200 })),
        await withActivity(storage, options({ scheduleToCloseMs: 200 })),
      ];
      await claimed(storage, running);
      await pass(250);
      expect(await timeoutOf(storage, queued)).toBe('scheduleToClose');
      expect(await timeoutOf(storage, running)).toBe('scheduleToClose');
    });

    it('finds an attempt that fell silent, counted from its last beat', async () => {
      const { storage, pass } = given();
      const run = await withActivity(storage, options({ heartbeatMs: 300 }));
      const { target } = await claimed(storage, run);
      await pass(200);
      await storage.heartbeat([{ ...target, details: { frame: 3 }, sequence: 1 }]);
      await pass(200);
      expect(await timeoutOf(storage, run)).toBeNull();
      await pass(150);
      expect(await overdue(storage, run)).toMatchObject({
        timeout: 'heartbeat',
        heartbeat: { details: { frame: 3 } },
      });
    });

    it('counts an async attempt by its async limits, from when it went async', async () => {
      const { storage, pass } = given();
      const limits = {
        startToCloseMs: 300,
        heartbeatMs: 300,
        asyncTimeoutMs: 60_000,
        asyncHeartbeatMs: 60_000,
      };
      const patient = await withActivity(storage, options(limits));
      const short = await withActivity(storage, options({ ...limits, asyncTimeoutMs: 200 }));
      for (const run of [patient, short]) await storage.makeAsync((await claimed(storage, run)).target);
      await pass(350);
      expect(await timeoutOf(storage, patient)).toBeNull();
      expect(await timeoutOf(storage, short)).toBe('asyncTimeout');
    });

    it('keeps the limits of the attempt for an async one that has none of its own', async () => {
      const { storage, pass } = given();
      const run = await withActivity(storage, options({ heartbeatMs: 200 }));
      await storage.makeAsync((await claimed(storage, run)).target);
      await pass(250);
      expect(await timeoutOf(storage, run)).toBe('heartbeat');
    });

    it('leaves what has ended alone', async () => {
      const { storage, pass } = given();
      const run = await withActivity(storage, options({ startToCloseMs: 100, scheduleToCloseMs: 100 }));
      const { target } = await claimed(storage, run);
      await storage.completeActivity(target, 1, {});
      await pass(150);
      expect(await timeoutOf(storage, run)).toBeNull();
    });
  });
}

function options(changes: Partial<RecordedActivityOptions>): { readonly options: RecordedActivityOptions } {
  return { options: { ...long, ...changes } };
}

async function overdue(storage: Storage, run: Started): Promise<OverdueActivity | null> {
  const found = await storage.overdueActivities([run.ref.shard], 1_000);
  return found.find(({ runId }) => runId === run.ref.runId) ?? null;
}

async function timeoutOf(storage: Storage, run: Started): Promise<string | null> {
  return (await overdue(storage, run))?.timeout ?? null;
}
