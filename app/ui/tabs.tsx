'use client';
// Tabs between places that have their own URL.
import Link from 'next/link';
import type { ReactNode } from 'react';

import { cx } from './cx.ts';

const bar = 'flex min-w-0 gap-1 overflow-x-auto border-b border-line scroll-quiet';
const tab =
  'relative flex h-9 shrink-0 items-center gap-1.5 rounded-t-sm px-2.5 text-sm font-medium text-text-2 no-underline hover:text-text ' +
  'focus-visible:-outline-offset-2 pointer-coarse:h-11 after:absolute after:inset-x-2 after:-bottom-px after:h-0.5 after:rounded-full';
const chosen = 'text-text after:bg-accent';

interface TabSpec<V extends string> {
  readonly value: V;
  readonly label: ReactNode;
  readonly count?: number | string | undefined;
}

interface LinkTabsProps {
  readonly label: string;
  readonly tabs: readonly (TabSpec<string> & { readonly href: string })[];
  readonly value: string;
  readonly className?: string | undefined;
}

export function LinkTabs({ label, tabs, value, className }: LinkTabsProps) {
  return (
    <nav aria-label={label} className={cx(bar, className)}>
      {tabs.map((spec) => (
        <Link
          key={spec.value}
          href={spec.href}
          aria-current={spec.value === value ? 'page' : undefined}
          className={cx(tab, spec.value === value && chosen)}
        >
          {spec.label}
          <Count value={spec.count} />
        </Link>
      ))}
    </nav>
  );
}

function Count({ value }: { readonly value: number | string | undefined }) {
  if (value === undefined) return null;
  return (
    <span className="tabular rounded-full bg-active px-1.5 text-2xs leading-4 font-medium text-text-2">
      {value}
    </span>
  );
}
