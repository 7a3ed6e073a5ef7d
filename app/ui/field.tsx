'use client';
// A labelled control: label, help, error, tied together by ids that the control reads from context.
import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { createContext, use, useId } from 'react';

import { cx } from './cx.ts';

interface FieldTies {
  readonly id: string;
  readonly describedBy: string | undefined;
  readonly invalid: boolean;
  readonly required: boolean;
}

const FieldContext = createContext<FieldTies | null>(null);

/** What a control inside a `Field` spreads onto its element; own props win. */
export function useFieldTies() {
  const ties = use(FieldContext);
  if (ties === null) return {};
  return {
    id: ties.id,
    ...(ties.describedBy === undefined ? {} : { 'aria-describedby': ties.describedBy }),
    ...(ties.invalid ? { 'aria-invalid': true } : {}),
    ...(ties.required ? { 'aria-required': true } : {}),
  } as const;
}

interface FieldProps {
  readonly label: ReactNode;
  readonly help?: ReactNode;
  readonly error?: ReactNode;
  readonly required?: boolean | undefined;
  /** Beside the label, right: a counter, a switch. */
  readonly aside?: ReactNode;
  readonly hideLabel?: boolean;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

export function Field({ label, help, error, required, aside, hideLabel, className, children }: FieldProps) {
  const id = useId();
  const hasError = Boolean(error);
  const described = [help ? `${id}-help` : '', hasError ? `${id}-error` : ''].join(' ').trim();
  const ties = {
    id,
    describedBy: described === '' ? undefined : described,
    invalid: hasError,
    required: required === true,
  };
  return (
    <div className={cx('flex min-w-0 flex-col gap-1.5', className)}>
      <div className={cx('flex items-baseline justify-between gap-2', hideLabel && 'sr-only')}>
        <label htmlFor={id} className="text-sm font-medium text-text">
          {label}
          {required && <RequiredMark />}
        </label>
        {aside}
      </div>
      <FieldContext value={ties}>{children}</FieldContext>
      {help && (
        <p id={`${id}-help`} className="text-xs text-text-3">
          {help}
        </p>
      )}
      {hasError && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  );
}

function RequiredMark() {
  return (
    <span aria-hidden className="ml-0.5 text-failed" title="Required">
      *
    </span>
  );
}

function FieldError({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  return (
    <p id={id} className="flex items-start gap-1.5 text-xs text-failed">
      <CircleAlert className="mt-px size-3.5 shrink-0" aria-hidden />
      <span>{children}</span>
    </p>
  );
}
