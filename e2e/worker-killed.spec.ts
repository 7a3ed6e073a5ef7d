// `kill -9` of the worker while it works: nothing is lost, nothing is done twice.
import { expect, test, type Page } from '@playwright/test';
import { apiOf, historyOf, outcomeOf, publishDesign, startRun, stepsOf, type Api } from './support/api.ts';
import { training } from './support/designs.ts';
import { signIn } from './support/people.ts';
import { useStudio } from './support/studio.ts';

const studio = useStudio();

test('a run goes on from its checkpoint on another worker', async ({ page }) => {
  const api = apiOf(studio());
  await signIn(page, studio());
  const runId = await startRun(api, await publishDesign(api, 'Training', training), { epochs: 1_200 });
  await page.goto(`${studio().url}/runs/${runId}`);
  const before = await checkpointOf(api, runId, 1);
  const victim = studio().workerPid();

  process.kill(victim, 'SIGKILL');

  const after = await checkpointOf(api, runId, 2);
  expect(after.epoch).toBeGreaterThanOrEqual(before.epoch);
  expect(after.workerId).not.toBe(before.workerId);
  expect(studio().workerPid()).not.toBe(victim);
  await expect(nodeOf(page, 'Train').getByRole('img', { name: 'Attempt 2' })).toBeVisible();

  const outcome = await outcomeOf(api, runId);
  expect(outcome).toMatchObject({ status: 'completed', result: { epochs: 1_200 } });
  const history = await historyOf(api, runId);
  expect(stepsOf(history, 'ActivityScheduled')).toEqual(['dataset', 'train']);
  expect(stepsOf(history, 'ActivityCompleted')).toEqual(['dataset', 'train']);
  await expect(page.getByRole('status').filter({ hasText: /^Completed/ })).toBeVisible();
});

test('a session whose worker is killed fails and says so', async ({ page }) => {
  const api = apiOf(studio());
  await signIn(page, studio());
  const designId = await publishDesign(api, 'Training in a session', 'model-training');
  const runId = await startRun(api, designId, { samples: 2_000, epochs: 10_000 });
  await page.goto(`${studio().url}/runs/${runId}`);
  await expect(nodeOf(page, 'On one GPU')).toContainText('Open on');
  await checkpointOf(api, runId, 1);

  process.kill(studio().workerPid(), 'SIGKILL');

  const outcome = await outcomeOf(api, runId);
  expect(outcome.status).toBe('failed');
  expect(JSON.stringify(outcome)).toContain('WORKER_LOST');
  await expect(page.getByRole('status').filter({ hasText: /^Failed .* was lost$/ })).toBeVisible();
  await expect(nodeOf(page, 'On one GPU')).toContainText('worker lost');
});

function nodeOf(page: Page, name: string) {
  const canvas = page.getByRole('application', { name: 'Canvas of the run' });
  return canvas.getByRole('group', { name: new RegExp(`^${name},`) });
}

/** Waits for a heartbeat of this attempt of the training; answers what it says. */
async function checkpointOf(api: Api, runId: string, attempt: number) {
  let found = { epoch: 0, workerId: '' };
  await expect(async () => {
    const { pending } = await api.runs.get.query({ runId: runId as never });
    const row = pending.find(({ label }) => label === 'train');
    expect(row?.attempt).toBe(attempt);
    const { epoch } = row?.heartbeat?.details as { epoch: number };
    found = { epoch, workerId: row?.workerId ?? '' };
    expect(found.epoch).toBeGreaterThan(0);
    expect(found.workerId).not.toBe('');
  }).toPass({ timeout: 30_000, intervals: [100] });
  return found;
}
