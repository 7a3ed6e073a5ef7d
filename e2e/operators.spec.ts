// What operators do by hand: end a session, send an update, have an attempt made now, drain a worker.
import path from 'node:path';
import { startEmbedded } from '@baton/postgres';
import { createWorker } from '@baton/worker';
import { expectSignal, onUpdate, workflow } from '@baton/workflow';
import { expect, test } from '@playwright/test';
import type { Design, DesignNode } from '@baton/core';
import { apiOf, publishDesign, startRun } from './support/api.ts';
import { chain } from './support/designs.ts';
import { signIn } from './support/people.ts';
import { shot } from './support/shot.ts';
import { useStudio } from './support/studio.ts';

const studio = useStudio();

const start = { id: 'start', kind: 'start', name: 'Start', config: {} } as const;

/** Reserves the one GPU of the studio's worker, and holds it. */
const holding: Design = {
  schema: 1,
  nodes: [
    { ...start, position: { x: 0, y: 60 } },
    {
      id: 'gpu',
      kind: 'session',
      name: 'On one GPU',
      position: { x: 240, y: 0 },
      size: { width: 400, height: 176 },
      config: { creationTimeout: '20 minutes', executionTimeout: '1 hour', resources: { gpu: 1 } },
    },
    {
      id: 'hold',
      kind: 'timer',
      name: 'Hold',
      parentId: 'gpu',
      position: { x: 40, y: 60 },
      config: { duration: '30 minutes' },
    },
  ] as DesignNode[],
  edges: [{ id: 'e1', source: 'start', sourcePort: 'out', target: 'gpu', targetPort: 'in' }],
};

/** Its first attempt fails, and the next would come in an hour. */
const failing = chain(
  start,
  {
    id: 'process',
    kind: 'activity',
    name: 'Process',
    config: {
      activity: 'processOrders',
      input: { file: 'none.csv' },
      options: { startToClose: '1 minute', retry: { initial: '1 hour', max: '1 hour' } },
    },
  },
  { id: 'done', kind: 'end', name: 'Done', config: {} },
);

test('ends a session with a reason, and who waited for it moves up', async ({ page }) => {
  const api = apiOf(studio());
  const designId = await publishDesign(api, 'Hold the GPU', holding);
  await startRun(api, designId, {});
  await expect.poll(async () => (await api.sessions.list.query({ open: true }))[0]?.state).toBe('open');
  const second = await startRun(api, designId, {});
  await signIn(page, studio());
  await page.goto(`${studio().url}/sessions`);

  const queue = page.getByRole('list', { name: 'Waiting for a worker' });
  await expect(queue.getByRole('listitem')).toContainText('ALL_BUSY');
  await shot(page, 'sessions');
  const open = page.getByRole('row').filter({ hasText: 'Open' });
  await open.getByRole('link', { name: 'On one GPU of Hold the GPU' }).click();
  await expect(page.getByRole('list', { name: 'What happened' })).toContainText('Session opened');
  await expect(page.getByText('left')).toBeVisible();
  await shot(page, 'session');
  await page.getByRole('button', { name: 'End session…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('needed elsewhere');
  await dialog.getByRole('button', { name: 'End session' }).click();

  await expect(page.getByText('Failed: ended by an operator').first()).toBeVisible();
  await expect(page.getByRole('list', { name: 'What happened' })).toContainText('needed elsewhere');
  await expect
    .poll(async () =>
      (await api.sessions.list.query({ open: true })).map(({ runId, state }) => [runId, state]),
    )
    .toEqual([[second, 'open']]);
});

test('sends an update, and shows what the workflow answers', async ({ page }) => {
  const counts = workflow('counts', async () => {
    let total = 0;
    onUpdate('add', (amount: number) => (total += amount));
    await expectSignal('end');
    return total;
  });
  const { url } = await startEmbedded({ dataDir: path.join(studio().dataDir, 'pg') });
  const worker = await createWorker({ databaseUrl: url, taskQueues: ['counting'], workflows: [counts] });
  const done = worker.run();
  try {
    const api = apiOf(studio());
    const { runId } = await api.runs.start.mutate({ workflow: 'counts', taskQueue: 'counting', input: null });
    await signIn(page, studio());
    await page.goto(`${studio().url}/runs/${runId}`);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Update…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Update the run' });
    await dialog.getByLabel('Input').fill('7');
    await dialog.getByRole('button', { name: 'Update', exact: true }).click();
    await expect(dialog.getByText('7', { exact: true }).last()).toBeVisible();
    await expect(dialog.getByRole('button', { name: 'Close' }).last()).toBeVisible();
    await shot(page, 'update');
  } finally {
    await worker.shutdown({ grace: 0 });
    await done;
  }
});

test('has a failed step tried now', async ({ page }) => {
  const api = apiOf(studio());
  const runId = await startRun(api, await publishDesign(api, 'Fails', failing), {});
  const attempts = async () => (await api.runs.get.query({ runId: runId as never })).pending[0]?.attempt;
  await expect.poll(attempts).toBe(1);
  await signIn(page, studio());
  await page.goto(`${studio().url}/runs/${runId}?node=process`);
  await page.getByRole('button', { name: 'Retry now' }).click();
  await expect.poll(attempts).toBe(2);
  await shot(page, 'retried');
});

test('drains a worker after asking', async ({ page }) => {
  const api = apiOf(studio());
  await signIn(page, studio());
  await page.goto(`${studio().url}/workers`);
  const [worker] = (await api.workers.list.query()).filter(({ state }) => state === 'active');
  await page.getByRole('link', { name: worker?.workerKey ?? '' }).click();
  await expect(page.getByRole('heading', { name: 'Room', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Drain…' }).click();
  await expect(page.getByRole('dialog')).toContainText('There is no way back but a restart');
  await shot(page, 'drain');
  await page.getByRole('button', { name: 'Drain it' }).click();

  await expect(page.getByText(/^It drains/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Drain…' })).toHaveCount(0);
  await shot(page, 'draining');
});
