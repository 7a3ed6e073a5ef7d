'use client';
// Phones: the two places one needs on the way, the search, and the rest behind one button.
import { Ellipsis, LogOut, Search } from 'lucide-react';
import Link from 'next/link';

import { signOut } from '../lib/sign-in.ts';
import { cx } from '../ui/cx.ts';
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx';
import { usePalette } from './palette-provider.tsx';
import { placeOf, places, settingsPlace } from './places.ts';
import { InboxBadge } from './side-bar.tsx';

const cell =
  'relative flex flex-1 flex-col items-center justify-center gap-0.5 text-2xs font-medium no-underline focus-visible:-outline-offset-2';

export function BottomBar({ pathname }: { readonly pathname: string }) {
  const here = placeOf(pathname);
  const { openPalette } = usePalette();
  const others = [...places.slice(2), settingsPlace];
  return (
    <nav
      aria-label="Studio, phone"
      className="fixed inset-x-0 bottom-0 z-40 flex h-(--bottom-height) border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {places.slice(0, 2).map((place) => (
        <Link
          key={place.id}
          href={place.href}
          aria-current={here === place.id ? 'page' : undefined}
          className={cx(cell, here === place.id ? 'text-accent-text' : 'text-text-2')}
        >
          <span className="relative">
            <place.icon className="size-5" aria-hidden />
            {place.id === 'inbox' && <InboxBadge className="absolute -top-1.5 left-3" />}
          </span>
          {place.label}
        </Link>
      ))}
      <button type="button" onClick={openPalette} className={cx(cell, 'text-text-2')}>
        <Search className="size-5" aria-hidden />
        Search
      </button>
      <Menu
        side="top"
        trigger={
          <button
            type="button"
            className={cx(cell, others.some(({ id }) => id === here) ? 'text-accent-text' : 'text-text-2')}
          >
            <Ellipsis className="size-5" aria-hidden />
            More
          </button>
        }
      >
        {others.map(({ id, label, href, icon: Icon }) => (
          <MenuItem key={id} href={href} icon={<Icon aria-hidden />}>
            {label}
          </MenuItem>
        ))}
        <MenuSeparator />
        <MenuItem icon={<LogOut aria-hidden />} onSelect={() => void signOut()}>
          Sign out
        </MenuItem>
      </Menu>
    </nav>
  );
}
