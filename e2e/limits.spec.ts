// A limit set in the browser: seen with its use, changed, and taken back.
import { expect, test } from '@playwright/test';
import { signIn } from './support/people.ts';
import { shot } from './support/shot.ts';
import { useStudio } from './support/studio.ts';

const studio = useStudio();

test('a limit on an activity is set, changed and removed', async ({ page }) => {
  await signIn(page, studio());
  await page.goto(`${studio().url}/settings/limits`);
  await expect(page.getByText('No limit is set')).toBeVisible();

  await page.getByRole('button', { name: 'New limit' }).click();
  const dialog = page.getByRole('dialog', { name: 'New limit' });
  await dialog.getByLabel('Name of the activity').fill('http');
  await dialog.getByRole('button', { name: 'Save limit' }).click();
  await expect(dialog.getByText('Give a number at the same time, or in a second, or both.')).toBeVisible();
  await dialog.getByLabel('At the same time').fill('5');
  await shot(page, 'limit-form');
  await dialog.getByRole('button', { name: 'Save limit' }).click();

  const row = page.getByRole('row', { name: /http/ });
  await expect(row.getByRole('cell', { name: '5 at a time', exact: true })).toBeVisible();
  await expect(row.getByRole('cell', { name: '0 of 5', exact: true })).toBeVisible();
  await expect(row.getByText(/Set by ada/)).toBeVisible();
  await shot(page, 'limits');

  await row.getByRole('button', { name: 'Change http' }).click();
  const change = page.getByRole('dialog', { name: 'Change limit' });
  await change.getByLabel('At the same time').fill('');
  await change.getByLabel('Starts in a second').fill('2.5');
  await change.getByRole('button', { name: 'Save limit' }).click();
  await expect(row.getByRole('cell', { name: '2.5 in a second, up to 3 at once' })).toBeVisible();

  await row.getByRole('button', { name: 'Remove http' }).click();
  await page
    .getByRole('dialog', { name: 'Remove this limit?' })
    .getByRole('button', { name: 'Remove', exact: true })
    .click();
  await expect(page.getByText('No limit is set')).toBeVisible();
});
