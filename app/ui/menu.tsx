'use client';
// A menu of actions behind a button.
import { Menu as Base } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';

import { cx } from './cx.ts';
import { Kbd } from './kbd.tsx';

export const popupClass =
  'min-w-44 max-w-80 rounded-lg bg-raised p-1 text-text shadow-2 outline-none transition-[opacity,scale] duration-100 ease-out ' +
  'origin-[var(--transform-origin)] data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0';

export const itemClass =
  'flex min-h-8 cursor-default items-center gap-2.5 rounded-md px-2 text-sm outline-none select-none no-underline data-highlighted:bg-hover ' +
  'data-disabled:text-text-3 pointer-coarse:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0';

interface MenuProps {
  /** The button; it must take a ref. */
  readonly trigger: ReactElement<Record<string, unknown>>;
  readonly side?: 'top' | 'bottom' | 'left' | 'right';
  readonly align?: 'start' | 'center' | 'end';
  readonly children: ReactNode;
}

export function Menu({ trigger, side = 'bottom', align = 'end', children }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner side={side} align={align} sideOffset={4} collisionPadding={8} className="z-50">
          <Base.Popup className={popupClass}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

interface MenuItemProps {
  readonly icon?: ReactNode;
  readonly keys?: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly onSelect?: () => void;
  /** A link instead of an action. */
  readonly href?: string;
  readonly children: ReactNode;
}

export function MenuItem({
  icon,
  keys,
  danger = false,
  disabled = false,
  onSelect,
  href,
  children,
}: MenuItemProps) {
  const look = cx(itemClass, danger ? 'text-failed' : '[&>svg]:text-text-3');
  const content = (
    <>
      {icon}
      <span className="flex-1 truncate">{children}</span>
      {keys !== undefined && <Kbd keys={keys} />}
    </>
  );
  if (href !== undefined) {
    return (
      <Base.LinkItem href={href} className={look} closeOnClick>
        {content}
      </Base.LinkItem>
    );
  }
  return (
    <Base.Item className={look} disabled={disabled} onClick={() => onSelect?.()}>
      {content}
    </Base.Item>
  );
}

export function MenuSeparator() {
  return <Base.Separator className="mx-1 my-1 h-px bg-line" />;
}

export function MenuLabel({ children }: { readonly children: ReactNode }) {
  return <div className="px-2 pt-1.5 pb-1 text-xs text-text-3">{children}</div>;
}

interface MenuRadiosProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly onValueChange: (value: V) => void;
  readonly options: readonly { readonly value: V; readonly label: string; readonly icon?: ReactNode }[];
}

/** One of a few, as items of a menu; the menu stays open. */
export function MenuRadios<V extends string>({ label, value, onValueChange, options }: MenuRadiosProps<V>) {
  return (
    <Base.RadioGroup aria-label={label} value={value} onValueChange={(next: V) => onValueChange(next)}>
      {options.map((option) => (
        <Base.RadioItem
          key={option.value}
          value={option.value}
          className={cx(itemClass, '[&>svg]:text-text-3')}
        >
          {option.icon}
          <span className="flex-1">{option.label}</span>
          <Base.RadioItemIndicator>
            <Check className="size-4" aria-hidden />
          </Base.RadioItemIndicator>
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  );
}
