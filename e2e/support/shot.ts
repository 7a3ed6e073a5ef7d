// Screenshots for people to look at, in the folder that `BATON_SHOTS` names; without it none are taken.
import path from 'node:path';
import type { Page } from '@playwright/test';

let taken = 0;

export async function shot(page: Page, name: string): Promise<void> {
  const dir = process.env['BATON_SHOTS'];
  if (dir === undefined) return;
  taken += 1;
  const file = `${String(taken).padStart(2, '0')}-${name}.png`;
  await page.screenshot({ path: path.join(dir, file), animations: 'disabled' });
}
