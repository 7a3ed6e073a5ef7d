'use client';
// Shortcuts that work on every page, F6 through its regions, and the list behind `?`.
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';

import { isSideSlim, setSideSlim } from '../lib/browser-state.ts';
import { currentShortcuts, type ShortcutGroup, useShortcuts } from '../lib/shortcuts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { usePalette } from './palette-provider.tsx';
import { places, settingsPlace } from './places.ts';

const words = {
  group: 'Anywhere',
  title: 'Keyboard shortcuts',
  description:
    'What can be pressed on this page. Single keys rest while you type; they can be switched off in Settings.',
  palette: 'Search and commands',
  side: 'Narrow or widen the side bar',
  list: 'This list',
  regions: 'Next region of the page',
  regionsBack: 'Region before',
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
  return (
    <Dialog
      open={listed !== null}
      onOpenChange={(open) => !open && setListed(null)}
      title={words.title}
      description={words.description}
      size="lg"
    >
      <div className="gap-x-8 sm:columns-2">
        {listed?.map((group) => (
          <section key={group.title} className="mb-5 break-inside-avoid">
            <h3 className="mb-1 text-xs font-medium text-text-3">{group.title}</h3>
            <dl className="divide-y divide-line">
              {[...group.shortcuts, ...(group.title === words.group ? regionRows : [])].map(
                ({ keys, label }) => (
                  <div key={keys} className="flex min-h-8 items-center justify-between gap-4">
                    <dt className="text-sm text-text">{label}</dt>
                    <dd>
                      <Kbd keys={keys} />
                    </dd>
                  </div>
                ),
              )}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

const regionRows = [
  { keys: 'F6', label: words.regions },
  { keys: 'Shift+F6', label: words.regionsBack },
];

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
