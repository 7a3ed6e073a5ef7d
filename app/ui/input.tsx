'use client';
// Controls for typing and choosing. Plain elements in our clothes; inside a `Field` they find their label and error by themselves.
import { ChevronsUpDown, Search, X } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';

import { cx } from './cx.ts';
import { useFieldTies } from './field.tsx';

const control =
  'w-full min-w-0 rounded-md border border-line-strong bg-surface text-text shadow-1 transition-[border-color,box-shadow] duration-100 ' +
  'hover:border-text-3 focus-visible:border-focus focus-visible:outline-2 focus-visible:outline-offset-0 focus-visible:outline-focus/40 ' +
  'disabled:cursor-not-allowed disabled:bg-sunken disabled:text-text-3 [&[readonly]]:bg-sunken ' +
  'aria-invalid:border-failed-solid aria-invalid:focus-visible:outline-failed-solid/40';

export type InputProps = ComponentProps<'input'> & { readonly mono?: boolean };

export function Input({ className, mono = false, ...rest }: InputProps) {
  return (
    <input
      {...useFieldTies()}
      {...rest}
      className={cx(control, 'h-8 px-2.5 text-sm pointer-coarse:h-11', mono && 'font-mono', className)}
    />
  );
}

export type TextareaProps = ComponentProps<'textarea'> & { readonly mono?: boolean };

export function Textarea({ className, mono = false, rows = 3, ...rest }: TextareaProps) {
  return (
    <textarea
      {...useFieldTies()}
      {...rest}
      rows={rows}
      className={cx(
        control,
        'field-sizing-content max-h-96 px-2.5 py-1.5 text-sm scroll-quiet',
        rows >= 5 ? 'min-h-28' : 'min-h-16',
        mono && 'font-mono text-xs leading-5',
        className,
      )}
    />
  );
}

export interface Option<V extends string = string> {
  readonly value: V;
  readonly label: string;
  readonly disabled?: boolean;
}

type SelectProps<V extends string> = Omit<ComponentProps<'select'>, 'value' | 'onChange'> & {
  readonly options: readonly Option<V>[];
  readonly value: V;
  readonly onValueChange: (value: V) => void;
  /** Shown, and not choosable, while `value` is `''`. */
  readonly placeholder?: string;
};

/** The browser's own select: the best list on phones, and complete by keyboard. For search in long lists use `Combobox`. */
export function Select<V extends string>({
  options,
  value,
  onValueChange,
  placeholder,
  className,
  ...rest
}: SelectProps<V>) {
  return (
    <span className={cx('relative inline-flex min-w-0', className ?? 'w-full')}>
      <select
        {...useFieldTies()}
        {...rest}
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value);
          if (chosen) onValueChange(chosen.value);
        }}
        className={cx(
          control,
          'h-8 appearance-none truncate bg-none pr-8 pl-2.5 text-sm pointer-coarse:h-11',
          value === '' && 'text-text-3',
        )}
      >
        {placeholder !== undefined && (
          <option value="" disabled>
            {placeholder}
          </option>
        )}
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronsUpDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2.5 size-3.5 -translate-y-1/2 text-text-3"
      />
    </span>
  );
}

type SearchInputProps = Omit<ComponentProps<'input'>, 'value' | 'onChange'> & {
  readonly label: string;
  readonly value: string;
  readonly onValueChange: (value: string) => void;
  readonly trailing?: ReactNode;
};

export function SearchInput({ label, value, onValueChange, trailing, className, ...rest }: SearchInputProps) {
  return (
    <span className={cx('relative inline-flex min-w-0', className)}>
      <Search aria-hidden className="absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-text-3" />
      <input
        {...rest}
        type="search"
        aria-label={label}
        placeholder={rest.placeholder ?? label}
        value={value}
        onChange={(event) => onValueChange(event.target.value)}
        className={cx(
          control,
          'h-8 pr-8 pl-8 text-sm pointer-coarse:h-11 [&::-webkit-search-cancel-button]:hidden',
        )}
      />
      {value === '' ? (
        trailing && <span className="absolute top-1/2 right-2 flex -translate-y-1/2">{trailing}</span>
      ) : (
        <button
          type="button"
          aria-label="Clear search"
          onClick={() => onValueChange('')}
          className="hit absolute! top-1/2 right-1 flex size-6 -translate-y-1/2 items-center justify-center rounded-sm text-text-3 hover:text-text"
        >
          <X className="size-3.5" aria-hidden />
        </button>
      )}
    </span>
  );
}
