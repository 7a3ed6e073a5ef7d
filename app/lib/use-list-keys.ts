'use client';
// J and K through the links of a list; Enter is the link's own.
import { useShortcuts } from './shortcuts.ts';

/** On each row's main link. */
export const rowMark = { 'data-row-link': '' } as const;

export function useListKeys(title: string): void {
  useShortcuts(title, [
    { keys: 'J', label: 'Next row', run: () => step(1) },
    { keys: 'K', label: 'Row before', run: () => step(-1) },
    {
      keys: '/',
      label: 'Search here',
      run: () => document.querySelector<HTMLElement>('main [type="search"]')?.focus(),
    },
  ]);
}

function step(by: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>('main [data-row-link]')];
  const at = links.findIndex((link) => link === document.activeElement);
  const next = links[at < 0 ? 0 : at + by];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}
