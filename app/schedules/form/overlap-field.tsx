'use client';
// What happens when the run before is still open: four answers, each in words.
import { overlapPolicies, type OverlapPolicy } from '@baton/core';
import { useId } from 'react';

import { overlaps } from '../words.ts';

interface OverlapFieldProps {
  readonly label: string;
  readonly value: OverlapPolicy;
  readonly onChange: (policy: OverlapPolicy) => void;
}

export function OverlapField({ label, value, onChange }: OverlapFieldProps) {
  const name = useId();
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-medium text-text">{label}</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {overlapPolicies.map((policy) => (
          <label
            key={policy}
            className="flex cursor-pointer items-start gap-2.5 rounded-md border border-line-strong bg-surface p-3 text-sm shadow-1 hover:bg-hover has-checked:border-accent has-checked:bg-accent-tint has-focus-visible:outline-2 has-focus-visible:outline-focus"
          >
            <input
              type="radio"
              name={name}
              value={policy}
              aria-labelledby={`${name}-${policy}`}
              aria-describedby={`${name}-${policy}-help`}
              checked={policy === value}
              onChange={() => onChange(policy)}
              className="mt-0.5 size-4 shrink-0 appearance-none rounded-full border border-line-strong bg-surface outline-none checked:border-[5px] checked:border-accent"
            />
            <span className="min-w-0">
              <span id={`${name}-${policy}`} className="block font-medium text-text">
                {overlaps[policy].label}
              </span>
              <span id={`${name}-${policy}-help`} className="block text-xs text-text-2">
                {overlaps[policy].help}
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
