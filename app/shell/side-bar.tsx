'use client';
// The side bar: the places, settings, and who is signed in. Slim on request (Mod+B) and below 1024 px.
import { useQuery } from '@tanstack/react-query';
import { ChevronsUpDown, LogOut, PanelLeft, Settings } from 'lucide-react';
import Link from 'next/link';

import { setSideSlim, useSideSlim } from '../lib/browser-state.ts';
import { useMe } from '../lib/me.tsx';
import { signOut } from '../lib/sign-in.ts';
import { useTRPC } from '../lib/trpc.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { cx } from '../ui/cx.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '../ui/menu.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { ThemeItems } from './theme-choice.tsx';
import { Mark } from './mark.tsx';
import { type Place, placeOf, places, settingsPlace } from './places.ts';

/** Hidden when the bar is slim, by the attribute on <html> and by width: CSS alone, so that the first paint is right. */
const hideSlim = 'in-data-[side=slim]:hidden max-lg:hidden';

export function SideBar({ pathname }: { readonly pathname: string }) {
  const here = placeOf(pathname);
  const slim = useSideSlim();
  return (
    <aside
      data-region="Side bar"
      tabIndex={-1}
      className="sticky top-0 z-40 flex h-dvh w-(--side-width) shrink-0 flex-col border-r border-line bg-sunken outline-none max-lg:w-(--side-width-slim) max-md:hidden in-data-[side=slim]:w-(--side-width-slim)"
    >
      <div className="flex h-(--top-height) shrink-0 items-center justify-between pr-2 pl-3.5 in-data-[side=slim]:justify-center in-data-[side=slim]:px-0 max-lg:justify-center max-lg:px-0">
        <Link
          href="/"
          aria-label="Baton, home"
          className="flex items-center gap-2 rounded-md text-text no-underline"
        >
          <Mark className="size-6" />
          <span className={cx('text-lg font-semibold', hideSlim)}>Baton</span>
        </Link>
        <IconButton
          label="Narrow side bar"
          keys="Mod+B"
          size="sm"
          icon={<PanelLeft className="size-4" aria-hidden />}
          onClick={() => setSideSlim(true)}
          className={hideSlim}
        />
      </div>
      <nav aria-label="Studio" className="flex flex-1 flex-col gap-0.5 p-2">
        {places.map((place) => (
          <PlaceLink key={place.id} place={place} current={here === place.id} />
        ))}
        <div className="mt-auto flex flex-col gap-0.5">
          {slim && (
            <IconButton
              label="Widen side bar"
              keys="Mod+B"
              tooltipSide="right"
              icon={<PanelLeft className="size-4" aria-hidden />}
              onClick={() => setSideSlim(false)}
              className="mx-auto max-lg:hidden"
            />
          )}
          <PlaceLink place={settingsPlace} current={here === 'settings'} />
        </div>
      </nav>
      <Person />
    </aside>
  );
}

function PlaceLink({ place, current }: { readonly place: Place; readonly current: boolean }) {
  const Icon = place.icon;
  return (
    <Link
      href={place.href}
      title={place.label}
      aria-current={current ? 'page' : undefined}
      className={cx(
        'relative flex h-8 items-center gap-2.5 rounded-md px-2.5 text-sm font-medium no-underline transition-colors in-data-[side=slim]:justify-center max-lg:justify-center pointer-coarse:h-11',
        current ? 'bg-active text-text' : 'text-text-2 hover:bg-hover hover:text-text',
      )}
    >
      <Icon className={cx('size-4 shrink-0', current ? 'text-accent-text' : 'text-text-3')} aria-hidden />
      <span className={hideSlim}>{place.label}</span>
      <span className="sr-only in-data-[side=wide]:lg:hidden">{place.label}</span>
      {place.id === 'inbox' && (
        <InboxBadge className="ml-auto in-data-[side=slim]:absolute in-data-[side=slim]:-top-0.5 in-data-[side=slim]:-right-0.5 max-lg:absolute max-lg:-top-0.5 max-lg:-right-0.5" />
      )}
    </Link>
  );
}

/** How many tasks wait for this person; nothing for none. */
export function InboxBadge({ className }: { readonly className: string }) {
  const trpc = useTRPC();
  const mine = useQuery(trpc.humanTasks.counts.queryOptions()).data?.mine ?? 0;
  if (mine === 0) return null;
  return (
    <span
      className={cx(
        'tabular flex h-[1.125rem] min-w-[1.125rem] items-center justify-center rounded-full bg-accent px-1 text-2xs leading-none font-semibold text-on-accent',
        className,
      )}
    >
      {mine > 99 ? '99+' : mine}
      <span className="sr-only"> waiting for you</span>
    </span>
  );
}

function Person() {
  const me = useMe();
  if (!me) {
    return (
      <div className="flex h-14 items-center gap-2.5 border-t border-line px-3.5">
        <Skeleton className="size-7 shrink-0 rounded-full" />
        <Skeleton className={cx('h-3.5 w-24', hideSlim)} />
      </div>
    );
  }
  return (
    <div className="border-t border-line p-2">
      <Menu
        side="top"
        align="start"
        trigger={
          <button
            type="button"
            className="flex h-10 w-full items-center gap-2.5 rounded-md px-1.5 text-left hover:bg-hover in-data-[side=slim]:justify-center in-data-[side=slim]:px-0 max-lg:justify-center max-lg:px-0"
          >
            <Avatar name={me.name} />
            <span className={cx('min-w-0 flex-1', hideSlim)}>
              <span className="block truncate text-sm font-medium text-text">{me.name}</span>
              <span className="block truncate text-xs text-text-3 capitalize">{me.role}</span>
            </span>
            <span className="sr-only">Account</span>
            <ChevronsUpDown className={cx('size-3.5 text-text-3', hideSlim)} aria-hidden />
          </button>
        }
      >
        <MenuLabel>{me.email ?? me.name}</MenuLabel>
        <MenuSeparator />
        <ThemeItems />
        <MenuSeparator />
        <MenuItem icon={<Settings aria-hidden />} href="/settings/appearance">
          Settings
        </MenuItem>
        <MenuItem icon={<LogOut aria-hidden />} onSelect={() => void signOut()}>
          Sign out
        </MenuItem>
      </Menu>
    </div>
  );
}
