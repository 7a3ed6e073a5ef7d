'use client';
// Tabs: panels of one page. For places with their own URL use `LinkTabs`.
import { Tabs as Base } from '@base-ui/react/tabs';
import Link from 'next/link';
import type { ReactNode } from 'react';

import { cx } from './cx.ts';

const bar = 'flex min-w-0 gap-1 overflow-x-auto border-b border-line scroll-quiet';
const tab =
  'relative flex h-9 shrink-0 items-center gap-1.5 rounded-t-sm px-2.5 text-sm font-medium text-text-2 no-underline hover:text-text ' +
  'focus-visible:-outline-offset-2 pointer-coarse:h-11 after:absolute after:inset-x-2 after:-bottom-px after:h-0.5 after:rounded-full';
const chosen = 'text-text after:bg-accent';

export interface TabSpec<V extends string> {
  readonly value: V;
  readonly label: ReactNode;
  readonly count?: number | undefined;
}

interface TabsProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly onValueChange: (value: V) => void;
  readonly tabs: readonly (TabSpec<V> & { readonly panel: ReactNode })[];
  readonly className?: string | undefined;
  readonly panelClassName?: string | undefined;
}

export function Tabs<V extends string>({
  label,
  value,
  onValueChange,
  tabs,
  className,
  panelClassName,
}: TabsProps<V>) {
  return (
    <Base.Root
      value={value}
      onValueChange={(next: V) => onValueChange(next)}
      className={cx('flex min-h-0 min-w-0 flex-col', className)}
    >
      <Base.List aria-label={label} className={bar}>
        {tabs.map((spec) => (
          <Base.Tab
            key={spec.value}
            value={spec.value}
            className={cx(tab, 'data-active:text-text data-active:after:bg-accent')}
          >
            {spec.label}
            <Count value={spec.count} />
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map((spec) => (
        <Base.Panel
          key={spec.value}
          value={spec.value}
          className={cx('min-h-0 flex-1 focus-visible:-outline-offset-2', panelClassName)}
        >
          {spec.panel}
        </Base.Panel>
      ))}
    </Base.Root>
  );
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

function Count({ value }: { readonly value: number | undefined }) {
  if (value === undefined) return null;
  return (
    <span className="tabular rounded-full bg-active px-1.5 text-2xs leading-4 font-medium text-text-2">
      {value}
    </span>
  );
}
