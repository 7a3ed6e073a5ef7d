'use client';
// Choose from many by typing (Base UI). For a handful of choices `Select` is better.
import { Combobox as Base } from '@base-ui/react/combobox';
import { Check, ChevronsUpDown } from 'lucide-react';
import type { ReactNode } from 'react';

import { cx } from './cx.ts';
import { useFieldTies } from './field.tsx';
import { popupClass } from './menu.tsx';

export interface ComboboxItem {
  readonly value: string;
  readonly label: string;
  readonly hint?: ReactNode;
}

interface ComboboxProps {
  readonly items: readonly ComboboxItem[];
  readonly value: string | null;
  readonly onValueChange: (value: string | null) => void;
  readonly placeholder?: string;
  /** Where there is no `Field` around it. */
  readonly label?: string;
  readonly empty?: string;
  readonly className?: string | undefined;
}

export function Combobox({
  items,
  value,
  onValueChange,
  placeholder,
  label,
  empty = 'Nothing fits.',
  className,
}: ComboboxProps) {
  const ties = useFieldTies();
  const chosen = items.find((item) => item.value === value) ?? null;
  return (
    <Base.Root
      items={items}
      value={chosen}
      onValueChange={(item: ComboboxItem | null) => onValueChange(item?.value ?? null)}
      autoHighlight
    >
      <Base.InputGroup className={cx('relative', className ?? 'w-full')}>
        <Base.Input
          {...ties}
          {...(label === undefined ? {} : { 'aria-label': label })}
          {...(placeholder === undefined ? {} : { placeholder })}
          className="h-8 w-full rounded-md border border-line-strong bg-surface pr-8 pl-2.5 text-sm text-text shadow-1 hover:border-text-3 focus-visible:border-focus focus-visible:outline-2 focus-visible:outline-offset-0 focus-visible:outline-focus/40 aria-invalid:border-failed-solid pointer-coarse:h-11"
        />
        <Base.Trigger
          aria-label="Show the choices"
          className="absolute inset-y-0 right-0 flex w-8 items-center justify-center text-text-3"
        >
          <ChevronsUpDown className="size-3.5" aria-hidden />
        </Base.Trigger>
      </Base.InputGroup>
      <Base.Portal>
        <Base.Positioner sideOffset={4} collisionPadding={8} className="z-60">
          <Base.Popup className={cx(popupClass, 'w-[max(var(--anchor-width),14rem)]')}>
            <Base.Empty className="px-2 py-3 text-sm text-text-3 empty:p-0">{empty}</Base.Empty>
            <Base.List className="max-h-[min(20rem,var(--available-height))] overflow-y-auto outline-none scroll-quiet">
              {(item: ComboboxItem) => (
                <Base.Item
                  key={item.value}
                  value={item}
                  className="grid min-h-8 cursor-default grid-cols-[1rem_minmax(0,1fr)_auto] items-center gap-2 rounded-md px-2 text-sm outline-none select-none data-highlighted:bg-hover pointer-coarse:min-h-11"
                >
                  <Base.ItemIndicator className="col-start-1">
                    <Check className="size-3.5" aria-hidden />
                  </Base.ItemIndicator>
                  <span className="col-start-2 truncate">{item.label}</span>
                  {item.hint && <span className="col-start-3 text-xs text-text-3">{item.hint}</span>}
                </Base.Item>
              )}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
