// Every page, for everybody: by keyboard, on a phone, by screen reader, and with what a later version wrote.
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { apiOf, outcomeOf, publishDesign, startRun } from './support/api.ts';
import { appendEvent } from './support/database.ts';
import { approval } from './support/designs.ts';
import { editorOf } from './support/editor.ts';
import { signIn } from './support/people.ts';
import { useStudio } from './support/studio.ts';

const studio = useStudio();

/** A published design, a run that waits for a person, one that is over, and a schedule. */
let made = { designId: '', waiting: '', ended: '', scheduleId: '', workerId: '', sessionId: '' };

test.beforeAll(async () => {
  const api = apiOf(studio());
  const designId = await publishDesign(api, 'Approval', approval);
  const ended = await startRun(api, await publishDesign(api, 'Files', 'file-processing'), {
    rows: 500,
    seed: 1,
  });
  await outcomeOf(api, ended);
  const { scheduleId } = await api.schedules.create.mutate({
    name: 'Weekly approval',
    start: { designId, input: { what: 'the release' } },
    spec: { cron: ['0 9 * * 1'], timeZone: 'Asia/Tokyo' },
  });
  await api.schedules.trigger.mutate({ scheduleId });
  const workerId = (await api.workers.list.query())[0]?.workerId ?? '';
  const sessionId = (await api.sessions.list.query({ limit: 1 }))[0]?.sessionId ?? '';
  made = {
    designId,
    ended,
    scheduleId,
    workerId,
    sessionId,
    waiting: await startRun(api, designId, { what: 'the release' }),
  };
});

const places = (): readonly string[] => [
  '/',
  '/inbox',
  '/runs',
  `/runs/${made.waiting}`,
  `/runs/${made.ended}`,
  '/workflows',
  `/workflows/${made.designId}`,
  '/templates',
  '/workers',
  `/workers/${made.workerId}`,
  '/sessions',
  `/sessions/${made.sessionId}`,
  '/schedules',
  '/schedules/new',
  `/schedules/${made.scheduleId}`,
  '/settings/appearance',
  '/settings/limits',
  '/settings/people',
  '/settings/api-keys',
  '/settings/audit',
];

test('no page has a serious barrier', async ({ page, context }) => {
  test.slow();
  await useTheme(context, 'light');
  expect(await barriersOf(page, (axe) => axe)).toEqual([]);
});

test('every page has enough contrast in the dark', async ({ page, context }) => {
  test.slow();
  await useTheme(context, 'dark');
  expect(await barriersOf(page, (axe) => axe.withRules('color-contrast'))).toEqual([]);
});

async function useTheme(context: BrowserContext, value: 'light' | 'dark'): Promise<void> {
  await context.addCookies([{ name: 'baton-theme', value, url: studio().url }]);
}

type Rules = (axe: AxeBuilder) => AxeBuilder;

/** What is serious or critical on any page, a line each. */
async function barriersOf(page: Page, rules: Rules): Promise<readonly string[]> {
  const found: string[] = [];
  for (const place of ['/sign-in', '/setup', '/invite'])
    found.push(...(await barriersAt(page, place, rules)));
  await signIn(page, studio());
  for (const place of places()) found.push(...(await barriersAt(page, place, rules)));
  return found;
}

async function barriersAt(page: Page, place: string, rules: Rules): Promise<readonly string[]> {
  await open(page, place);
  const { violations } = await rules(new AxeBuilder({ page })).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${place}: ${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

/** With its data: nothing says any more that it is being read. */
async function open(page: Page, place: string): Promise<void> {
  await page.goto(`${studio().url}${place}`);
  const content = page.getByRole('heading').or(page.getByRole('application')).or(page.getByRole('tree'));
  await expect(content.first()).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: /^(Reading|Loading)/ })).toHaveCount(0);
}

test('nothing scrolls sideways on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const widthOf = (): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth);
  await open(page, '/sign-in');
  expect(await widthOf(), '/sign-in').toBe(360);
  await signIn(page, studio());
  for (const place of places()) {
    await open(page, place);
    expect.soft(await widthOf(), place).toBe(360);
  }
});

test('a workflow is drawn and published by keyboard alone', async ({ page }) => {
  await signIn(page, studio());
  await page.goto(`${studio().url}/workflows`);
  await expect(page.getByRole('button', { name: 'New workflow' })).toBeVisible();
  const editor = editorOf(page);
  const { keyboard } = page;

  await keyboard.press('c');
  await expect(page.getByRole('dialog', { name: 'New workflow' })).toBeVisible();
  await keyboard.type('By keyboard');
  await keyboard.press('Enter');
  await expect(editor.canvas).toBeFocused();
  await keyboard.press('Home');
  await expect(editor.node('Start')).toBeFocused();
  await keyboard.press('n');
  await keyboard.type('prepare release');
  await keyboard.press('Enter');
  await expect(editor.node('Prepare release')).toBeFocused();
  await keyboard.press('Enter');
  await expect(editor.settings.getByLabel('Activity')).toBeFocused();
  await keyboard.press('Tab');
  await expect(editor.settings.getByRole('textbox', { name: 'Version' })).toBeFocused();
  await keyboard.type('1.0');
  await keyboard.press('Tab');
  await expect(editor.settings.getByRole('textbox', { name: 'Changes' })).toBeFocused();
  await keyboard.type('[]');
  await keyboard.press('Escape');
  await expect(editor.node('Prepare release')).toBeFocused();
  await keyboard.press('ArrowRight');
  await expect(editor.node('End')).toBeFocused();
  await editor.saved();
  await page.getByRole('button', { name: 'Publish' }).focus();
  await keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Publish version 1' })).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).press('Enter');
  await expect(page.getByText('Version 1 is published')).toBeVisible();
});

test('an event of a later version is shown as unknown, and breaks nothing', async ({ page }) => {
  await appendEvent(studio(), made.ended, { type: 'MoonLanded', crater: 'Tycho' });
  await signIn(page, studio());

  await page.goto(`${studio().url}/runs/${made.ended}?view=events`);

  await expect(page.getByRole('region', { name: 'Events' }).getByText('Unknown: MoonLanded')).toBeVisible();
  await expect(page.getByText('Run completed')).toBeVisible();
  await page.getByRole('radio', { name: 'Timeline' }).click();
  await expect(page.getByRole('region', { name: 'Timeline' })).toBeVisible();
});
