// `kill -9` of the web process at any moment of an answer: it is recorded once, or sent again and then recorded once.
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test, type Page } from '@playwright/test';
import { apiOf, historyOf, outcomeOf, publishDesign, startRun, stepsOf } from './support/api.ts';
import { approval } from './support/designs.ts';
import { editorOf } from './support/editor.ts';
import { signIn } from './support/people.ts';
import { attachOutput, dispose, startStudio, withAdmin, type Studio } from './support/studio.ts';

let studio: Studio;

test.beforeEach(async () => {
  studio = await startStudio({ env: withAdmin });
});

test.afterEach(async ({}, info) => {
  await attachOutput(info, studio);
  await dispose(studio);
});

/** Once before the request is out, twice somewhere in the middle, once after the answer. */
const killAfterMs = [0, 5, 25, 250];

test('an approval that is being sent is recorded exactly once', async ({ page }) => {
  test.slow();
  await signIn(page, studio);
  const designId = await publishDesign(apiOf(studio), 'Approval', approval);
  for (const delayMs of killAfterMs) {
    const what = `round ${String(delayMs)}`;
    const runId = await startRun(apiOf(studio), designId, { what });
    await openTask(page, what);
    await page.getByRole('button', { name: 'Approve' }).click();
    await pause(delayMs);
    await studio.killWeb();
    studio = await startStudio({ dataDir: studio.dataDir, port: studio.port, env: withAdmin });

    await sendAgainIfAsked(page, what);

    expect(await outcomeOf(apiOf(studio), runId)).toMatchObject({ status: 'completed', result: 'approved' });
    const history = await historyOf(apiOf(studio), runId);
    expect(stepsOf(history, 'ActivityCompleted')).toEqual(['approve']);
  }
});

test('what was drawn before the kill is there after it', async ({ page }) => {
  await signIn(page, studio);
  const { designId } = await apiOf(studio).designs.create.mutate({ name: 'Draft' });
  const editor = editorOf(page);
  await page.goto(`${studio.url}/workflows/${designId}`);
  await editor.select('Start');
  await editor.addAfterSelected('transform');
  await editor.saved();
  await editor.addAfterSelected('wait');
  await studio.killWeb();
  studio = await startStudio({ dataDir: studio.dataDir, port: studio.port, env: withAdmin });

  await page.reload();

  await expect(editor.node('Transform')).toBeVisible();
  await expect(editor.node('Wait')).toBeVisible();
  await editor.saved();
  const { document } = await apiOf(studio).designs.get.query({ designId });
  expect(document.nodes.map(({ name }) => name).sort()).toEqual(['End', 'Start', 'Transform', 'Wait']);
});

async function openTask(page: Page, what: string): Promise<void> {
  await page.goto(`${studio.url}/inbox`);
  await page.getByRole('link', { name: new RegExp(`Go on with ${what}\\?`) }).click({ timeout: 5_000 });
  await expect(page.getByRole('heading', { name: `Go on with ${what}?` })).toBeVisible();
}

/**
 * A person looks at the inbox again: if the task is still there, the answer did not arrive, and is given again. The page that was open may send
 * it by itself as soon as the studio is back, so the task may go while one looks at it.
 */
async function sendAgainIfAsked(page: Page, what: string): Promise<void> {
  await expect(async () => {
    const { items } = await apiOf(studio).humanTasks.list.query({ view: 'all' });
    if (items.length === 0) return;
    await openTask(page, what);
    await page.getByRole('button', { name: 'Approve' }).click({ timeout: 5_000 });
    await expect(page.getByRole('button', { name: 'Approve' })).toBeHidden();
  }).toPass({ timeout: 30_000 });
}
