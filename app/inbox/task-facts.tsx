'use client';
// What the builder wants the person to see. Plain values are a list of facts; the rest is JSON.
import type { Json } from '@baton/core';
import { labelOf } from '../lib/label.ts';
import { isObject } from '../lib/schema-form/form-value.ts';
import { JsonView } from '../ui/json-view.tsx';
import { words } from './words.ts';

export function TaskFacts({ context }: { readonly context: Json }) {
  if (context === null || (isObject(context) && Object.keys(context).length === 0)) return null;
  return (
    <section aria-label={words.facts}>
      <h3 className="mb-2 text-sm font-semibold text-text">{words.facts}</h3>
      <Facts value={context} />
    </section>
  );
}

/** Values of a form or a context, for reading. */
export function Facts({ value }: { readonly value: Json }) {
  if (!isObject(value)) return <JsonView value={value} label="data" />;
  return (
    <dl className="divide-y divide-line rounded-md border border-line bg-surface">
      {Object.entries(value).map(([key, fact]) => (
        <div key={key} className="grid gap-x-4 gap-y-0.5 px-3 py-2 sm:grid-cols-[minmax(8rem,1fr)_3fr]">
          <dt className="text-sm text-text-3">{labelOf(key) || key}</dt>
          <dd className="min-w-0 text-sm text-text">
            <Fact value={fact} label={key} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

const LONG = 4_000;

function Fact({ value, label }: { readonly value: Json; readonly label: string }) {
  if (value === null) return <span className="text-text-3">–</span>;
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'number') return <span className="tabular">{value.toLocaleString()}</span>;
  if (isPlainList(value)) return value.join(', ');
  if (typeof value !== 'string' || value.length > LONG) return <JsonView value={value} label={label} />;
  if (/^https?:\/\/\S+$/.test(value)) {
    return (
      <a
        href={value}
        target="_blank"
        rel="noopener noreferrer nofollow"
        className="break-all text-accent-text underline"
      >
        {value}
      </a>
    );
  }
  return <span className="whitespace-pre-wrap">{value}</span>;
}

/** A short list of words or numbers reads better in one line. */
function isPlainList(value: Json): value is readonly (string | number)[] {
  return (
    Array.isArray(value) &&
    value.length <= 12 &&
    value.every((item) => typeof item === 'string' || typeof item === 'number')
  );
}
