'use client';
// A key or a chord. `Mod` is ⌘ on Apple's machines and Ctrl elsewhere; known only in the browser.
import { useSyncExternalStore } from 'react';

import { cx } from './cx.ts';

const appleNames: Readonly<Record<string, string>> = { Mod: '⌘', Alt: '⌥', Shift: '⇧', Enter: '⏎' };
const otherNames: Readonly<Record<string, string>> = { Mod: 'Ctrl', Enter: '⏎' };
const never = () => () => undefined;

export function useIsApple(): boolean {
  return useSyncExternalStore(
    never,
    () => /Mac|iP(hone|ad|od)/.test(navigator.userAgent),
    () => false,
  );
}

interface KbdProps {
  /** `Mod+K`, or a sequence `G I`. */
  readonly keys: string;
  /** On a dark ground (tooltips, primary buttons). */
  readonly inverted?: boolean;
  readonly className?: string | undefined;
}

export function Kbd({ keys, inverted = false, className }: KbdProps) {
  const names = useIsApple() ? appleNames : otherNames;
  return (
    <span className={cx('inline-flex items-center gap-0.5', className)}>
      {keys.split(/[+ ]/).map((key) => (
        <kbd
          key={key}
          className={cx(
            'inline-flex h-[1.125rem] min-w-[1.125rem] items-center justify-center rounded-xs px-1 font-sans text-2xs font-medium',
            inverted ? 'border border-current/40' : 'border border-line bg-sunken text-text-2',
          )}
        >
          {names[key] ?? key}
        </kbd>
      ))}
    </span>
  );
}
