'use client';
// Yes or no: a checkbox for what is sent with a form, a switch for what takes effect at once, a segmented choice for few.
import { Check } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { useId } from 'react';

import { cx } from './cx.ts';
import { useFieldTies } from './field.tsx';

type ToggleProps = Omit<ComponentProps<'input'>, 'type' | 'onChange' | 'checked'> & {
  readonly label: ReactNode;
  readonly help?: ReactNode;
  readonly checked: boolean;
  readonly onCheckedChange: (checked: boolean) => void;
};

export function Checkbox({ label, help, checked, onCheckedChange, className, ...rest }: ToggleProps) {
  return (
    <label className={cx('flex items-start gap-2 text-sm', className)}>
      <span className="relative mt-0.5 flex size-4 shrink-0">
        <input
          {...useFieldTies()}
          {...rest}
          type="checkbox"
          checked={checked}
          onChange={(event) => onCheckedChange(event.target.checked)}
          className="hit size-4 appearance-none rounded-xs border border-line-strong bg-surface shadow-1 transition-colors checked:border-accent checked:bg-accent hover:border-text-3 checked:hover:border-accent disabled:opacity-50 aria-invalid:border-failed-solid"
        />
        {checked && (
          <Check
            aria-hidden
            strokeWidth={3}
            className="pointer-events-none absolute inset-0.5 size-3 text-on-accent"
          />
        )}
      </span>
      <span className="min-w-0">
        <span className="text-text">{label}</span>
        {help && <span className="block text-xs text-text-3">{help}</span>}
      </span>
    </label>
  );
}

export function Switch({ label, help, checked, onCheckedChange, className, ...rest }: ToggleProps) {
  return (
    <label className={cx('flex items-start justify-between gap-4 text-sm', className)}>
      <span className="min-w-0">
        <span className="font-medium text-text">{label}</span>
        {help && <span className="block text-xs text-text-3">{help}</span>}
      </span>
      <span className="relative mt-px flex h-5 w-8 shrink-0">
        <input
          {...rest}
          type="checkbox"
          role="switch"
          aria-checked={checked}
          checked={checked}
          onChange={(event) => onCheckedChange(event.target.checked)}
          className="hit peer h-5 w-8 appearance-none rounded-full border border-line-strong bg-active transition-colors checked:border-accent checked:bg-accent disabled:opacity-50"
        />
        <span
          aria-hidden
          className="pointer-events-none absolute top-0.75 left-0.75 size-3.5 rounded-full bg-text-3 transition-[translate,background-color] duration-150 ease-out peer-checked:translate-x-3 peer-checked:bg-on-accent"
        />
      </span>
    </label>
  );
}

interface SegmentsProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly onValueChange: (value: V) => void;
  readonly options: readonly { readonly value: V; readonly label: ReactNode; readonly icon?: ReactNode }[];
  readonly className?: string | undefined;
}

/** One of a few, all seen at once: radio buttons in the clothes of a bar. */
export function Segments<V extends string>({
  label,
  value,
  onValueChange,
  options,
  className,
}: SegmentsProps<V>) {
  const name = useId();
  return (
    <fieldset
      className={cx(
        'inline-flex max-w-full gap-0.5 rounded-md border border-line bg-sunken p-0.5',
        className,
      )}
    >
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className="relative flex h-7 flex-auto cursor-pointer items-center justify-center gap-1.5 rounded-sm px-2.5 text-sm font-medium whitespace-nowrap text-text-2 hover:text-text has-checked:bg-raised has-checked:text-text has-checked:shadow-1 has-focus-visible:outline-2 has-focus-visible:outline-focus pointer-coarse:h-10"
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onValueChange(option.value)}
            className="absolute inset-0 cursor-pointer appearance-none outline-none"
          />
          {option.icon}
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
