// What operators do to runs: again from a node, and one thing to many.
import { expect, test } from '@playwright/test';
import { apiOf, historyOf, outcomeOf, publishDesign, startRun } from './support/api.ts';
import { approval, chain } from './support/designs.ts';
import { signIn } from './support/people.ts';
import { shot } from './support/shot.ts';
import { useStudio } from './support/studio.ts';

const studio = useStudio();

const sampling = chain(
  { id: 'start', kind: 'start', name: 'Start', config: {} },
  {
    id: 'dataset',
    kind: 'activity',
    name: 'Data set',
    config: { activity: 'prepareDataset', input: { samples: 200, seed: 11 } },
  },
  { id: 'done', kind: 'end', name: 'Done', config: { output: '{{ nodes.dataset.output }}' } },
);

test('runs again from a node, with another input, and links both runs', async ({ page }) => {
  const api = apiOf(studio());
  const runId = await startRun(api, await publishDesign(api, 'Sampling', sampling), {});
  await outcomeOf(api, runId);
  await signIn(page, studio());
  await page.goto(`${studio().url}/runs/${runId}`);

  const canvas = page.getByRole('application', { name: 'Canvas of the run' });
  await canvas.getByText('Data set', { exact: true }).click({ button: 'right' });
  await shot(page, 'node-menu');
  await page.getByRole('menuitem', { name: 'Run again from here…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Input').fill('{ "samples": 300, "seed": 11 }');
  await dialog.getByLabel('Reason').fill('too few');
  await shot(page, 'rerun');
  await dialog.getByRole('button', { name: 'Run again from here' }).click();

  const origin = page.getByRole('link', { name: /run again from another run/ });
  await expect(origin).toBeVisible();
  await shot(page, 'rerun-run');
  const newRunId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  expect(newRunId).not.toBe(runId);
  await outcomeOf(api, newRunId);
  const scheduled = (await historyOf(api, newRunId)).filter(({ type }) => type === 'ActivityScheduled');
  expect(scheduled).toMatchObject([{ label: 'dataset', input: { samples: 300, seed: 11 } }]);
  await origin.click();
  await expect(page.getByRole('link', { name: /· run again/ })).toBeVisible();
});

test('cancels all runs that the filters show', async ({ page }) => {
  const api = apiOf(studio());
  const designId = await publishDesign(api, 'Approvals', approval);
  const runIds = await Promise.all([1, 2, 3].map((n) => startRun(api, designId, { what: String(n) })));
  await signIn(page, studio());
  await page.goto(`${studio().url}/runs?wf=${designId}`);
  await page.getByRole('button', { name: 'Act on these runs…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('3 runs fit the filters.')).toBeVisible();
  await shot(page, 'batch');
  await dialog.getByRole('button', { name: 'Cancel 3 runs' }).click();
  await expect(dialog.getByText('3 of 3 done')).toBeVisible();
  await shot(page, 'batch-done');
  for (const runId of runIds) expect((await outcomeOf(api, runId)).status).toBe('cancelled');
});
