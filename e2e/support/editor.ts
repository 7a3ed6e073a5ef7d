// The editor as a person uses it: nodes by their names, settings by their labels.
import { expect, type Locator, type Page } from '@playwright/test';

export interface Editor {
  readonly canvas: Locator;
  readonly settings: Locator;
  node(name: string): Locator;
  /** Selects a node by a click on its name. */
  select(name: string): Promise<void>;
  /** Opens the palette by key and takes the first that fits; it comes after the selected node. */
  addAfterSelected(search: string): Promise<void>;
  /** By the plus that a wire shows under the pointer. */
  insertOnWire(from: string, to: string, search: string): Promise<void>;
  /** Pulls a wire out of a port and lets it go in the void, where the palette opens. */
  dragToCreate(from: string, port: string, search: string): Promise<void>;
  /** Takes the first of the open palette that fits. */
  choose(search: string): Promise<void>;
  /** Fills a field of the settings, and leaves it. */
  fill(label: string, text: string): Promise<void>;
  /** Switches a field that takes a value to an expression. */
  useExpression(label: string, text: string): Promise<void>;
  saved(): Promise<void>;
  publish(): Promise<void>;
}

export function editorOf(page: Page): Editor {
  const canvas = page.getByRole('application', { name: 'Canvas' });
  const settings = page.getByRole('complementary', { name: 'Settings' });
  const node = (name: string): Locator => canvas.getByRole('group', { name: new RegExp(`^${name}, `) });
  const choose = async (search: string): Promise<void> => {
    const box = page.getByRole('combobox', { name: 'Search nodes' });
    await box.fill(search);
    await box.press('Enter');
    await expect(box).toBeHidden();
  };
  const fill = async (label: string, text: string): Promise<void> => {
    const field = settings.getByRole('textbox', { name: label, exact: true });
    await field.fill(text);
    // Completions of expressions would lie over what comes next.
    await field.blur();
  };
  return {
    canvas,
    settings,
    node,
    choose,
    select: async (name) => {
      await node(name).getByText(name, { exact: true }).click();
      await expect(settings.getByLabel('Name', { exact: true }).first()).toHaveValue(name);
    },
    addAfterSelected: async (search) => {
      await page.keyboard.press('n');
      await choose(search);
    },
    insertOnWire: async (from, to, search) => {
      await pressPlusBetween(page, node(from), node(to));
      await choose(search);
    },
    dragToCreate: async (from, port, search) => {
      const handle = node(from).getByLabel(port, { exact: true });
      await handle.hover();
      const box = await handle.boundingBox();
      if (box === null) throw new Error(`${from} has no port “${port}”`);
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await page.mouse.down();
      await page.mouse.move(box.x + 40, box.y + 120, { steps: 5 });
      await page.mouse.up();
      await choose(search);
    },
    fill,
    useExpression: async (label, text) => {
      const field = settings.getByLabel(label, { exact: true });
      await expect(field).toBeVisible();
      await settings.getByRole('button', { name: 'Use an expression' }).first().click();
      await fill(label, text);
    },
    saved: () => expect(page.getByRole('status').filter({ hasText: /^Saved$/ })).toBeVisible(),
    publish: async () => {
      await page.getByRole('button', { name: 'Publish' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
      await expect(page.getByText(/Version \d+ is published/)).toBeVisible();
    },
  };
}

/** The view may still be gliding: a person, too, aims again when the wire has moved on. */
async function pressPlusBetween(page: Page, from: Locator, to: Locator): Promise<void> {
  await expect(async () => {
    const [left, right] = [await from.boundingBox(), await to.boundingBox()];
    if (left === null || right === null) throw new Error('These nodes are not on the canvas');
    await page.mouse.move((left.x + left.width + right.x) / 2, left.y + left.height / 2);
    await page.getByRole('button', { name: 'Insert a node here' }).click({ timeout: 500 });
  }).toPass({ timeout: 15_000 });
}
