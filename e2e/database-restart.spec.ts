// PostgreSQL dies at once (as by `pg_ctl stop -m immediate`) while a run is under way, and comes back.
import fs from 'node:fs';
import path from 'node:path';
import { startEmbedded } from '@baton/postgres';
import { expect, test } from '@playwright/test';
import { apiOf, historyOf, outcomeOf, publishDesign, startRun } from './support/api.ts';
import { waits } from './support/designs.ts';
import { signIn } from './support/people.ts';
import { useStudio } from './support/studio.ts';

const studio = useStudio();

test('a run goes on by itself after a crash of the database, and its page with it', async ({ page }) => {
  const api = apiOf(studio());
  await signIn(page, studio());
  const runId = await startRun(api, await publishDesign(api, 'Waits', waits), null);
  await page.goto(`${studio().url}/runs/${runId}`);
  const canvas = page.getByRole('application', { name: 'Canvas of the run' });
  const node = (name: string) => canvas.getByRole('group', { name: new RegExp(`^${name},`) });
  await expect(node('Wait 1').getByRole('img', { name: 'Completed' })).toBeVisible();
  const loads = await page.evaluate(() => performance.timeOrigin);

  await crashDatabase();
  await expect(async () => {
    expect((await fetch(`${studio().url}/api/health`)).status).toBe(503);
  }).toPass();
  await startEmbedded({ dataDir: path.join(studio().dataDir, 'pg') });

  await expect(page.getByRole('status').filter({ hasText: /^Completed/ })).toBeVisible({ timeout: 60_000 });
  expect(await page.evaluate(() => performance.timeOrigin)).toBe(loads);
  expect(await outcomeOf(api, runId)).toMatchObject({ status: 'completed', result: 'waited' });
  const fired = (await historyOf(api, runId)).filter(({ type }) => type === 'TimerFired');
  expect(fired).toHaveLength(5);
});

/** SIGQUIT is PostgreSQL's immediate shutdown: no checkpoint, recovery at the next start. */
async function crashDatabase(): Promise<void> {
  const pid = Number(
    fs.readFileSync(path.join(studio().dataDir, 'pg/postmaster.pid'), 'utf8').split('\n')[0],
  );
  process.kill(pid, 'SIGQUIT');
  await expect(() => {
    expect(() => process.kill(pid, 0)).toThrow();
  }).toPass();
}
