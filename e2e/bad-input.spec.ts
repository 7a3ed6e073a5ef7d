// What is wrong with an import is said where it is pasted; nothing is made of it.
import { expect, test, type Page } from '@playwright/test';
import { apiOf } from './support/api.ts';
import { training } from './support/designs.ts';
import { editorOf } from './support/editor.ts';
import { signIn } from './support/people.ts';
import { useStudio } from './support/studio.ts';

const studio = useStudio();

test('malformed JSON is refused while it is typed, and makes no workflow', async ({ page }) => {
  await openImport(page, '{"format": "baton.design", "nodes": [');

  await expect(page.getByText('This is no workflow exported as JSON.')).toBeVisible();
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Create' })).toBeDisabled();
  expect((await apiOf(studio()).designs.list.query({})).items).toEqual([]);
});

test('a loop in an imported workflow is named, and is not published', async ({ page }) => {
  const back = { id: 'back', source: 'train', sourcePort: 'error', target: 'dataset', targetPort: 'in' };
  const document = { ...training, edges: [...training.edges, back] };
  await openImport(page, JSON.stringify({ format: 'baton.design', schema: 1, name: 'Loop', document }));
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();

  const editor = editorOf(page);
  await expect(editor.node('Train')).toBeVisible();
  await page.getByRole('button', { name: /^Problems: [1-9]/ }).click();
  const problem = page.getByRole('region', { name: 'Problems' }).getByRole('button', { name: /is a circle/ });
  await expect(problem.first()).toContainText(/Data set|Train/);
  await page.getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Publish' })).toBeDisabled();
});

async function openImport(page: Page, text: string): Promise<void> {
  await signIn(page, studio());
  await page.goto(`${studio().url}/workflows`);
  await page.getByRole('button', { name: 'New workflow' }).first().click();
  await page.getByRole('dialog').getByText('JSON', { exact: true }).click();
  await page.getByLabel('Exported workflow').fill(text);
}
