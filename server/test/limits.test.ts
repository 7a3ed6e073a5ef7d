// Limits and stopped activities as operators meet them.
import { runRef, type WorkerId, type WorkerKey } from '@baton/core';
import { WorkflowClient } from '@baton/client';
import { createPostgresStorage, type PostgresStorage } from '@baton/postgres';
import { activity, workflow } from '@baton/workflow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorker, type TestWorker } from './engine.ts';
import { BOOTSTRAP_KEY, codeOf, refusal, startStudio, type SignedIn, type Studio } from './studio.ts';

let letGo: () => void = () => undefined;
const slow = activity('slow', { startToClose: '1 minute' }, async () => {
  await new Promise<void>((resolve) => (letGo = resolve));
});
const calling = workflow('calling', () => slow());
const fragile = workflow('fragile', () => slow.with({ taskQueue: 'elsewhere' })());

let studio: Studio;
let worker: TestWorker;
let client: WorkflowClient;
let operator: SignedIn;
let storage: PostgresStorage;
beforeAll(async () => {
  studio = await startStudio();
  worker = await startWorker(studio.databaseUrl, { workflows: [calling, fragile], activities: [slow] });
  client = new WorkflowClient({ url: studio.url, apiKey: BOOTSTRAP_KEY });
  operator = await studio.person('operator');
  storage = await createPostgresStorage({ databaseUrl: studio.databaseUrl, throwAway: true });
});
afterAll(async () => {
  letGo();
  await storage.close();
  await worker.stop();
  await studio.stop();
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`It did not come: ${holds.toString()}`);
}

describe('limits', () => {
  test('are set, seen with their use, and taken back by operators; each is on record', async () => {
    const { limits } = operator.client;
    const made = await limits.set.mutate({ scope: 'activity', name: 'slow', maxConcurrent: 1 });
    expect(made).toMatchObject({
      source: 'operator',
      settings: { maxConcurrent: 1, perSecond: null, burst: 1, whileAsync: 'hold' },
      setBy: `person:${operator.personId}`,
      ...{ inUse: 0, waiting: 0 },
    });
    // The worker has to hear of it.
    await until(async () => {
      const run = await client.start(calling, undefined);
      const isLimited = async () =>
        (await limits.list.query()).some(({ name, inUse }) => name === 'slow' && inUse === 1);
      for (let tries = 0; tries < 20; tries++) {
        if (await isLimited()) return true;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      letGo();
      await run.result();
      return false;
    });
    const second = await client.start(calling, undefined);
    const waiting = async () => (await studio.asAdmin.runs.get.query({ runId: second.runId })).waiting;
    await until(async () => (await waiting()) === 'slow waits for a free place: 1 of 1 slow are running');
    expect(await limits.list.query()).toMatchObject([
      { scope: 'activity', name: 'slow', inUse: 1, waiting: 1 },
    ]);
    expect(await limits.remove.mutate({ scope: 'activity', name: 'slow' })).toEqual({ removed: true });
    expect(await codeOf(limits.remove.mutate({ scope: 'activity', name: 'slow' }))).toBe('NOT_FOUND');
    const audit = await studio.asAdmin.audit.list.query({});
    expect(audit.items.filter(({ action }) => action.startsWith('limits.'))).toMatchObject([
      { action: 'limits.remove', actor: `person:${operator.personId}` },
      { action: 'limits.set', actor: `person:${operator.personId}` },
    ]);
  });

  test('that say nothing, or too much, are refused', async () => {
    const { limits } = operator.client;
    expect(await codeOf(limits.set.mutate({ scope: 'queue', name: 'q' }))).toBe('INVALID_INPUT');
    expect(await codeOf(limits.set.mutate({ scope: 'queue', name: '', maxConcurrent: 1 }))).toBe(
      'INVALID_INPUT',
    );
    expect(await codeOf(limits.set.mutate({ scope: 'key', name: 'a\u001fb', maxConcurrent: 1 }))).toBe(
      'INVALID_INPUT',
    );
    expect(await refusal(limits.set.mutate({ scope: 'queue', name: 'q', perSecond: 0 }))).toMatchObject({
      code: 'INVALID_INPUT',
    });
  });
});

describe('an activity that was stopped because it ended its workers', () => {
  test('goes on when an operator says so, on record', async () => {
    const run = await client.start(fragile, undefined);
    const ref = runRef(run.runId);

    await until(async () => (await storage.pendingActivities(ref)).length === 1);
    for (let death = 0; death < 3; death++) {
      const workerId = `doomed-${death}` as WorkerId;
      await storage.registerWorker({
        ...{
          workerId,
          workerKey: `doomed-${death}` as WorkerKey,
          hostName: 'h',
          hostId: 'h',
          pid: 1,
          workflows: [],
        },
        ...{ taskQueues: ['elsewhere'], activities: [], maxConcurrentActivities: 1, sessions: null },
        ...{ leaseMs: 60_000, ownsRuns: false, buildId: '' },
      });
      await until(async () => {
        await studio.asAdmin.activities.retryNow
          .mutate({ runId: run.runId, activityId: '1' })
          .catch(() => undefined);
        return (await storage.claimActivities(workerId, ['elsewhere'], ['slow'], 1)).length === 1;
      });
      await storage.reapWorkers([workerId]);
    }
    const seen = await studio.asAdmin.runs.get.query({ runId: run.runId });
    expect(seen.run.blocked).toMatchObject({ code: 'POISON', fields: { activityId: '1' } });
    expect(seen.run.blocked?.message).toContain('doomed-2');
    expect(seen.waiting).toBe('Blocked: slow ended its worker 3 times; somebody has to let it go on');
    const listed = (await studio.asAdmin.runs.list.query({ workflow: 'fragile' })).items[0];
    expect(listed).toMatchObject({ waiting: 'Stopped: slow ended its worker several times' });
    await operator.client.activities.retryNow.mutate({ runId: run.runId, activityId: '1' });
    expect((await studio.asAdmin.runs.get.query({ runId: run.runId })).run.blocked).toBeNull();
    const audit = await studio.asAdmin.audit.list.query({});
    expect(audit.items[0]).toMatchObject({
      action: 'activities.retryNow',
      actor: `person:${operator.personId}`,
      object: `activity:${run.runId}/1`,
    });
  });
});
