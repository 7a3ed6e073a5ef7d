'use client';
// Shortcuts that work on every page, F6 through its regions, and the list behind `?`.
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';

import { isSideSlim, setSideSlim } from '../lib/browser-state.ts';
import { currentShortcuts, type ShortcutGroup, useShortcuts } from '../lib/shortcuts.ts';
import { usePalette } from './palette-provider.tsx';
import { places, settingsPlace } from './places.ts';

const ShortcutsDialog = dynamic(
  () => import('./shortcuts-dialog.tsx').then((module) => module.ShortcutsDialog),
  {
    ssr: false,
  },
);

const words = {
  group: 'Anywhere',
  palette: 'Search and commands',
  side: 'Narrow or widen the side bar',
  list: 'This list',
} as const;

export function GlobalShortcuts() {
  const router = useRouter();
  const { openPalette } = usePalette();
  const [listed, setListed] = useState<readonly ShortcutGroup[] | null>(null);
  useRegionKeys();
  useShortcuts(words.group, [
    { keys: 'Mod+K', label: words.palette, run: openPalette, works: 'anywhere' },
    { keys: '?', label: words.list, run: () => setListed(currentShortcuts()) },
    { keys: 'Mod+B', label: words.side, run: () => setSideSlim(!isSideSlim()) },
    { keys: 'G H', label: 'Go to Home', run: () => router.push('/?home') },
    ...[...places, settingsPlace].map((place) => ({
      keys: place.keys,
      label: `Go to ${place.label}`,
      run: () => router.push(place.href),
    })),
  ]);
  return listed === null ? null : <ShortcutsDialog groups={listed} onClose={() => setListed(null)} />;
}

/** F6 and Shift+F6 move the focus through what has `data-region`, in the order of the page. */
function useRegionKeys() {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'F6' || event.defaultPrevented) return;
      event.preventDefault();
      const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(
        (region) => region.offsetParent !== null || region.getClientRects().length > 0,
      );
      const here = regions.findLastIndex((region) => region.contains(document.activeElement));
      const step = event.shiftKey ? -1 : 1;
      const next = regions[(here + step + regions.length) % regions.length];
      next?.focus();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}
