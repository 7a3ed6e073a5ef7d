// The story of the foundation: from the setup link to an approved run whose result lies on the disk.
import fs from 'node:fs';
import path from 'node:path';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { generateOrders } from '../examples/file-processing/orders.ts';
import { editorOf } from './support/editor.ts';
import { signIn } from './support/people.ts';
import { shot } from './support/shot.ts';
import { admin, useStudio } from './support/studio.ts';

const studio = useStudio({});
const approver = { name: 'Grace Hopper', email: 'grace@example.com', password: 'nanoseconds-of-wire' };
const orders = { rows: 50_000, seed: 11 };

test('a person sets the studio up, draws a workflow, runs it on a file and sees it approved', async ({
  page,
  browser,
}) => {
  test.slow();
  await becomeAdministrator(page);
  await draw(page);
  await set(page);
  await changeOnesMind(page);
  await publishWithWarning(page);

  const first = await start(page);
  await approveInInbox(page);
  await seeItFinished(page, first);
  expect(totalOnDisk(first)).toEqual({ rows: orders.rows, cents: expectedTotals() });

  const link = await inviteApprover(page);
  const second = await startFromList(page);
  await approveOnPhone(browser, link);
  await seeItFinished(page, second);
  expect(totalOnDisk(second)).toEqual({ rows: orders.rows, cents: expectedTotals() });
});

async function becomeAdministrator(page: Page): Promise<void> {
  await page.goto(studio().setupUrl ?? 'no link was printed');
  await page.getByLabel('Your name').fill('Ada Lovelace');
  await page.getByLabel('E-mail').fill(admin.email);
  await page.getByLabel('Password').fill(admin.password);
  await shot(page, 'setup');
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await expect(page.getByRole('navigation', { name: 'Studio' })).toBeVisible();
  await shot(page, 'home');
}

/** Start → session(download → approval → process, or fail) → end. */
async function draw(page: Page): Promise<void> {
  const editor = editorOf(page);
  await page.getByRole('navigation', { name: 'Studio' }).getByRole('link', { name: 'Workflows' }).click();
  await page.getByRole('button', { name: 'New workflow' }).first().click();
  await page.getByRole('dialog').getByLabel('Name').fill('Orders by region');
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();

  await editor.select('Start');
  await editor.addAfterSelected('download orders');
  await editor.addAfterSelected('process orders');
  await page.keyboard.press('1');
  await editor.insertOnWire('Download orders', 'Process orders', 'approval');
  await page.keyboard.press('1');
  await shot(page, 'chain');
  await editor.node('Download orders').click();
  await editor.node('Approval').click({ modifiers: ['ControlOrMeta'] });
  await editor.node('Process orders').click({ modifiers: ['ControlOrMeta'] });
  await page.keyboard.press('s');
  await expect(editor.node('Session')).toBeVisible();
  await editor.dragToCreate('Approval', 'Way out: Reject', 'fail');
  await page.getByRole('button', { name: 'Tidy up' }).click();
  await shot(page, 'drawn');
}

async function set(page: Page): Promise<void> {
  const editor = editorOf(page);
  await editor.select('Start');
  await addWholeNumber(page, 'Rows', 'rows');
  await addWholeNumber(page, 'Seed', 'seed');
  await editor.select('Download orders');
  await editor.useExpression('Rows', '{{ input.rows }}');
  await editor.useExpression('Seed', '{{ input.seed }}');
  await editor.select('Approval');
  await editor.fill('Title', 'Process {{ input.rows }} orders?');
  await editor.fill('Instructions', 'The file **{{ nodes.downloadOrders.output.file }}** is on the worker.');
  await editor.select('Fail');
  await editor.fill('Message', 'Nobody wants {{ input.rows }} orders');
  await editor.select('Process orders');
  await editor.fill('File', '{{ nodes.downloadOrders.output.file }}');
  await editor.select('End');
  await editor.fill('Result', '{"totals": "{{ nodes.processOrders.output }}"}');
  await shot(page, 'settings');
}

async function addWholeNumber(page: Page, title: string, key: string): Promise<void> {
  const { settings } = editorOf(page);
  await settings.getByRole('button', { name: 'Add a field' }).click();
  await settings.getByLabel('Label').last().fill(title);
  await settings.getByLabel('Type').last().selectOption('Whole number');
  await settings.getByLabel('Key').last().fill(key);
  await settings.getByLabel('Key').last().press('Enter');
}

async function changeOnesMind(page: Page): Promise<void> {
  const editor = editorOf(page);
  await editor.select('Approval');
  await page.keyboard.press('Delete');
  await expect(editor.node('Approval')).toBeHidden();
  await page.getByRole('button', { name: /^Undo: Remove/ }).click();
  await expect(editor.node('Approval')).toBeVisible();
  await page.getByRole('button', { name: /^Redo: Remove/ }).click();
  await expect(editor.node('Approval')).toBeHidden();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(editor.node('Approval')).toBeVisible();
  await editor.select('Approval');
  await editor.saved();
  await shot(page, 'editor');
}

/** A person inside of a session holds the worker while thinking: that is a warning, not an error. */
async function publishWithWarning(page: Page): Promise<void> {
  const editor = editorOf(page);
  await editor.saved();
  await page.getByRole('button', { name: /^Problems: / }).click();
  const problems = page.getByRole('region', { name: 'Problems' });
  await expect(problems.getByRole('button', { name: /^Warning .*holds its worker meanwhile/ })).toBeVisible();
  await expect(problems.getByRole('img', { name: 'Error' })).toHaveCount(0);
  await shot(page, 'problems');
  await problems.getByRole('button', { name: 'Close problems' }).click();
  await page.getByRole('button', { name: 'Publish' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(/There are \d warnings/)).toBeVisible();
  await shot(page, 'publish');
  await dialog.getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByText('Version 1 is published')).toBeVisible();
}

/** Answers the id of the run. */
async function start(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await fillInput(page);
  return runIdOf(page);
}

async function startFromList(page: Page): Promise<string> {
  await page.getByRole('navigation', { name: 'Studio' }).getByRole('link', { name: 'Runs' }).click();
  await page.getByRole('button', { name: 'Start run' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Workflow').fill('Orders');
  await page.getByRole('option', { name: /Orders by region/ }).click();
  await fillInput(page);
  return runIdOf(page);
}

async function fillInput(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Rows').fill(String(orders.rows));
  await dialog.getByLabel('Seed').fill(String(orders.seed));
  await shot(page, 'start');
  await dialog.getByRole('button', { name: 'Start run' }).click();
}

async function runIdOf(page: Page): Promise<string> {
  await expect(page).toHaveURL(/\/runs\/[^/?]+/);
  await expect(page.getByRole('status').filter({ hasText: 'Waiting for' })).toBeVisible();
  const canvas = page.getByRole('application', { name: 'Canvas of the run' });
  await expect(
    canvas.getByRole('group', { name: /^Download orders/ }).getByRole('img', { name: 'Completed' }),
  ).toBeVisible();
  await shot(page, 'waiting');
  return /\/runs\/([^/?]+)/.exec(page.url())?.[1] ?? '';
}

async function approveInInbox(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Studio' }).getByRole('link', { name: /Inbox/ }).click();
  await page.getByRole('link', { name: /Process 50000 orders/ }).click();
  await expect(page.getByText(`orders-${String(orders.rows)}-${String(orders.seed)}.csv`)).toBeVisible();
  await shot(page, 'inbox');
  await page.getByRole('textbox', { name: 'Comment', exact: true }).fill('Looks complete.');
  await page.getByRole('button', { name: 'Approve' }).click();
  await expect(page.getByRole('button', { name: 'Approve' })).toBeHidden();
}

async function seeItFinished(page: Page, runId: string): Promise<void> {
  await page.goto(`${studio().url}/runs/${runId}`);
  await expect(page.getByRole('status').filter({ hasText: /^Completed/ })).toBeVisible();
  const canvas = page.getByRole('application', { name: 'Canvas of the run' });
  for (const node of ['Download orders', 'Approval', 'Process orders']) {
    await expect(
      canvas.getByRole('group', { name: new RegExp(`^${node}`) }).getByRole('img', { name: 'Completed' }),
    ).toBeVisible();
    await expect(
      page.getByRole('region', { name: 'Timeline' }).getByRole('button', { name: new RegExp(`^${node}`) }),
    ).toBeVisible();
  }
  await shot(page, 'run');
  await page.getByRole('radio', { name: 'Events' }).click();
  await expect(page.getByRole('region', { name: 'Events' }).getByText('Run completed')).toBeVisible();
  await shot(page, 'events');
  await page.getByRole('radio', { name: 'Input & output' }).click();
  await expect(page.getByRole('region', { name: 'input' })).toContainText(`"rows": ${String(orders.rows)}`);
  await expect(page.getByRole('region', { name: 'result' })).toContainText(
    `"totalCents": ${String(expectedTotals())}`,
  );
  await shot(page, 'result');
}

async function inviteApprover(page: Page): Promise<string> {
  await page.getByRole('navigation', { name: 'Studio' }).getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('button', { name: 'Invite' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill(approver.name);
  await dialog.getByLabel('E-mail').fill(approver.email);
  await dialog.getByLabel('Role').selectOption('Approver');
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  const link = await dialog.getByText(/http:.*\/invite\?token=/).textContent();
  await shot(page, 'invite');
  await dialog.getByRole('button', { name: 'Done' }).click();
  return link?.trim() ?? '';
}

async function approveOnPhone(browser: Browser, link: string): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
  });
  const phone = await context.newPage();
  await phone.goto(link);
  await phone.getByLabel('Password').fill(approver.password);
  await phone.getByRole('button', { name: 'Set password' }).tap();
  await expect(phone.getByText('Your password is set.')).toBeVisible();
  await signIn(phone, studio(), approver);
  await phone.goto(`${studio().url}/inbox`);
  await shot(phone, 'phone-inbox');
  await phone.getByRole('link', { name: /Process 50000 orders/ }).tap();
  await shot(phone, 'phone-task');
  await phone.getByRole('button', { name: 'Approve' }).tap();
  await expect(phone.getByRole('button', { name: 'Approve' })).toBeHidden();
  await shot(phone, 'phone-done');
  await context.close();
}

function expectedTotals(): number {
  let cents = 0;
  for (const order of generateOrders(orders.rows, orders.seed))
    cents += order.quantity * order.unitPriceCents;
  return cents;
}

/** Adds up the column that the workflow has written. */
function totalOnDisk(runId: string): { readonly rows: number; readonly cents: number } {
  const name = `totals-orders-${String(orders.rows)}-${String(orders.seed)}.csv`;
  const file = path.join(studio().examplesDir, 'work', runId, name);
  const [, ...lines] = fs.readFileSync(file, 'utf8').trimEnd().split('\n');
  const cents = lines.reduce((sum, line) => sum + Number(line.split(',').at(-1)), 0);
  return { rows: lines.length, cents };
}
