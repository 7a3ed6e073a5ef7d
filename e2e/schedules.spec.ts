// A schedule made in the browser: it starts runs by itself, and stops when it is paused.
import { expect, test } from '@playwright/test';
import { apiOf, publishDesign } from './support/api.ts';
import { signIn } from './support/people.ts';
import { shot } from './support/shot.ts';
import { useStudio } from './support/studio.ts';

const studio = useStudio();

test('a workflow runs every few seconds until it is paused', async ({ page }) => {
  const api = apiOf(studio());
  await publishDesign(api, 'Files', 'file-processing');
  await signIn(page, studio());

  await page.getByRole('link', { name: 'Schedules' }).first().click();
  await expect(page.getByText('Nothing is scheduled yet')).toBeVisible();
  await shot(page, 'schedules-none');
  await page.getByRole('link', { name: 'New schedule' }).click();

  await page.getByLabel('Name').fill('Every three seconds');
  await page.getByRole('combobox', { name: 'Workflow' }).fill('Files');
  await page.getByRole('option', { name: 'Files' }).click();
  await page.getByLabel('Rows').fill('50');
  const preview = page.getByRole('region', { name: 'Next runs' });
  await expect(preview.getByText('Every weekday at 09:00')).toBeVisible();
  await page.getByText('Interval', { exact: true }).click();
  await page.getByRole('textbox', { name: 'Every' }).fill('3');
  await page.getByLabel('Unit').selectOption('seconds');
  await expect(preview.getByText('Every 3 seconds')).toBeVisible();
  await expect(preview.getByRole('row')).toHaveCount(6);
  await shot(page, 'schedule-form');
  await page.getByRole('button', { name: 'Create schedule' }).click();

  await expect(page.getByRole('heading', { name: 'Every three seconds' })).toBeVisible();
  const history = page.getByRole('list', { name: 'History' });
  await expect(history.getByRole('link', { name: /^Completed/ }).nth(1)).toBeVisible();
  await shot(page, 'schedule');

  await page.getByRole('button', { name: 'Pause…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Pause this schedule?' });
  await dialog.getByLabel('Note').fill('Enough for today');
  await dialog.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(page.getByText('Enough for today')).toBeVisible();
  const { counts } = await api.schedules.get.query({ scheduleId: 'every-three-seconds' });

  // Only what is asked for comes in a pause.
  await page.getByRole('button', { name: 'Run now' }).click();
  await expect(history.getByText('Triggered by ada')).toBeVisible();
  const after = await api.schedules.get.query({ scheduleId: 'every-three-seconds' });
  expect(after.counts).toEqual({ ...counts, started: counts.started + 1 });

  await history.getByRole('link').first().click();
  await expect(page.getByText('Schedule Every three seconds', { exact: true })).toBeVisible();
});

test('what can’t be scheduled is said beside the field, while one types', async ({ page }) => {
  await signIn(page, studio());
  await page.goto(`${studio().url}/schedules/new`);
  await page.getByText('Cron', { exact: true }).click();
  await page.getByRole('textbox', { name: 'Cron expressions' }).fill('61 9 * * *');
  await expect(page.getByText(/invalid value for minute: 61/).first()).toBeVisible();
  await shot(page, 'schedule-bad-cron');
  await page.getByRole('textbox', { name: 'Cron expressions' }).fill('0 9 * * MON');
  await expect(page.getByText('Every Monday at 09:00')).toBeVisible();
  await page.getByRole('button', { name: 'Create schedule' }).click();
  await expect(page.getByText('Give it a name.')).toBeVisible();
  await expect(page.getByText('Choose what to start.')).toBeVisible();
});
