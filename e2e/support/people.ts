// Signing in, as people do it.
import { expect, type Page } from '@playwright/test';
import { admin, type Studio } from './studio.ts';

export async function signIn(
  page: Page,
  { url }: Pick<Studio, 'url'>,
  person: { readonly email: string; readonly password: string } = admin,
): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}
