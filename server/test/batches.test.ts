import type { RunId } from '@baton/core';
import { WorkflowClient } from '@baton/client';
import { expectSignal, workflow } from '@baton/workflow';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer } from '../start-server.ts';
import type { BatchItem } from '../views/batches.ts';
import { startWorker, type TestWorker } from './engine.ts';
import { BOOTSTRAP_KEY, codeOf, startStudio, type Studio } from './studio.ts';

const waits = workflow('waits', async (group: string) => `${group}: ${await expectSignal<string>('go')}`);

let studio: Studio;
let worker: TestWorker;
let client: WorkflowClient;
beforeAll(async () => {
  studio = await startStudio();
  worker = await startWorker(studio.databaseUrl, { workflows: [waits], activities: [] });
  client = new WorkflowClient({ url: studio.url, apiKey: BOOTSTRAP_KEY });
});
afterAll(async () => {
  await worker.stop();
  await studio.stop();
});

const started = (group: string, count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, at) =>
      client.start(waits, group, { workflowId: `${group}-${String(at)}` }),
    ),
  );

async function ordered(
  input: Parameters<Studio['asAdmin']['runs']['batch']['mutate']>[0],
): Promise<BatchItem> {
  const answer = await studio.asAdmin.runs.batch.mutate(input);
  if (answer.dryRun) throw new Error('wanted a batch');
  return answer.batch;
}

async function ended(batchId: string): Promise<BatchItem> {
  const get = () => studio.asAdmin.batches.get.query({ batchId });
  await expect.poll(async () => (await get()).state, { timeout: 30_000 }).not.toBe('running');
  return get();
}

const statusOf = async (runId: RunId) => (await studio.asAdmin.runs.get.query({ runId })).run.status;
const open = (text: string) => ({ text, status: ['running' as const] });

describe('a batch', () => {
  test('is counted exactly before, and then does that and no more', async () => {
    const runs = await started('alpha', 23);
    const [other] = await started('beta', 1);
    const dry = await studio.asAdmin.runs.batch.mutate({
      filter: open('alpha'),
      action: { kind: 'terminate' },
      dryRun: true,
    });
    expect(dry).toMatchObject({ dryRun: true, count: 23 });
    expect(dry.dryRun && dry.sample).toHaveLength(10);
    const batch = await ordered({ filter: open('alpha'), action: { kind: 'terminate' }, reason: 'spring' });
    expect(batch).toMatchObject({ total: 23, state: 'running', reason: 'spring', byName: 'ada' });
    const [late] = await started('alpha-late', 1);
    expect(await ended(batch.batchId)).toMatchObject({ state: 'done', done: 23, skipped: 0, failed: 0 });
    expect(new Set(await Promise.all(runs.map(({ runId }) => statusOf(runId))))).toEqual(
      new Set(['terminated']),
    );
    expect(await statusOf(other!.runId)).toBe('running');
    expect(await statusOf(late!.runId)).toBe('running');
    const { items } = await studio.asAdmin.audit.list.query({ action: 'runs.batch' });
    expect(items[0]).toMatchObject({ details: { action: 'terminate', total: 23, reason: 'spring' } });
    const listed = await studio.asAdmin.batches.list.query({});
    expect(listed.items[0]).toMatchObject({ batchId: batch.batchId });
  });

  test('signals each run once', async () => {
    const runs = await started('gamma', 5);
    const signal = { kind: 'signal', name: 'go', payload: 'now' } as const;
    const batch = await ordered({ filter: open('gamma'), action: signal });
    expect(await Promise.all(runs.map((run) => run.result()))).toEqual(Array(5).fill('gamma: now'));
    expect(await ended(batch.batchId)).toMatchObject({ done: 5 });
  });

  test('resets each run once, also if a page is done again', async () => {
    const runs = await started('delta', 3);
    await Promise.all(runs.map((run) => run.signal('go', 'first')));
    await Promise.all(runs.map((run) => run.result()));
    const filter = { text: 'delta', status: ['completed' as const] };
    const reset = { kind: 'reset', to: 'firstDecision', keepSignals: false } as const;
    const batch = await ordered({ filter, action: reset });
    await ended(batch.batchId);
    await rewind(batch.batchId);
    expect(await ended(batch.batchId)).toMatchObject({ state: 'done', failed: 0 });
    const again = await studio.asAdmin.runs.list.query({ text: 'delta' });
    expect(again.items).toHaveLength(6);
    await ordered({ filter: open('delta'), action: { kind: 'cancel' } });
  });

  test('is stopped where it is', async () => {
    await started('epsilon', 12);
    const batch = await ordered({ filter: open('epsilon'), action: { kind: 'cancel' }, perSecond: 2 });
    await expect
      .poll(async () => (await studio.asAdmin.batches.get.query({ batchId: batch.batchId })).done)
      .toBeGreaterThan(0);
    await studio.asAdmin.batches.stop.mutate({ batchId: batch.batchId });
    const stopped = await ended(batch.batchId);
    expect(stopped.state).toBe('stopped');
    expect(stopped.done).toBeLessThan(12);
    expect(await codeOf(studio.asAdmin.batches.stop.mutate({ batchId: batch.batchId }))).toBe('BATCH_ENDED');
  });

  test('goes on in another process when its own is gone', async () => {
    await started('zeta', 12);
    const second = await startServer({
      databaseUrl: studio.databaseUrl,
      port: 0,
      pages: false,
      throwAway: true,
      log: () => undefined,
    });
    const key = { authorization: `Bearer ${BOOTSTRAP_KEY}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ filter: open('zeta'), action: { kind: 'terminate' }, perSecond: 4 });
    const answer = await fetch(`${second.url}/api/v1/batches`, { method: 'POST', headers: key, body });
    const { batch } = (await answer.json()) as { batch: BatchItem };
    await second.close();
    const left = await studio.asAdmin.batches.get.query({ batchId: batch.batchId });
    expect(left.state).toBe('running');
    expect(await ended(batch.batchId)).toMatchObject({ state: 'done', done: 12, total: 12 });
  });
});

/** As if the process had died before it could record the page. */
async function rewind(batchId: string): Promise<void> {
  const db = new pg.Client({ connectionString: studio.databaseUrl });
  await db.connect();
  await db.query(
    `update baton.batch set state = 'running', ended_at = null, cursor = null, lease_until = now() where id = $1`,
    [batchId],
  );
  await db.end();
}

test('nothing of this was a failure of ours', () => {
  expect(studio.logged).toEqual([]);
});
