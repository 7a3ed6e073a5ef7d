'use client';
// JSON to read: indented, coloured, copied whole; what is over 256 kB is cut, and says so.
import { useMemo, useState } from 'react';

import { CopyButton } from './copy-button.tsx';
import { cx } from './cx.ts';

/** Nothing longer is ever put into the page: one long text node can freeze a tab. */
export const SHOWN_BYTES = 256_000;
const FOLDED_LINES = 24;

interface JsonViewProps {
  readonly value: unknown;
  /** What it is, for the copy button: `input`, `result`. */
  readonly label: string;
  /** Starts with at most 24 lines. */
  readonly folded?: boolean;
  readonly className?: string | undefined;
}

export function JsonView({ value, label, folded = true, className }: JsonViewProps) {
  const [open, setOpen] = useState(!folded);
  const text = useMemo(() => print(value), [value]);
  const shown = text.length > SHOWN_BYTES ? text.slice(0, SHOWN_BYTES) : text;
  const lines = useMemo(() => shown.split('\n'), [shown]);
  const seen = open ? lines : lines.slice(0, FOLDED_LINES);
  return (
    <div className={cx('group/json relative rounded-md border border-line bg-sunken', className)}>
      <div className="absolute top-1 right-1 rounded-md bg-sunken">
        <CopyButton text={text} what={label} />
      </div>
      {}
      <pre
        // Focusable, so that it scrolls by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        role="region"
        aria-label={label}
        className="max-h-96 overflow-auto py-2 pr-9 pl-3 font-mono text-xs leading-5 break-words whitespace-pre-wrap scroll-quiet"
      >
        {seen.map((line, index) => (
          <Line key={index} text={line} />
        ))}
      </pre>
      {lines.length > FOLDED_LINES && (
        <button
          type="button"
          onClick={() => setOpen(!open)}
          className="w-full rounded-b-md border-t border-line py-1 text-xs text-text-2 hover:bg-hover"
        >
          {open ? 'Show less' : `Show all ${String(lines.length)} lines`}
        </button>
      )}
      {shown.length < text.length && (
        <p className="border-t border-line px-3 py-1.5 text-xs text-waiting">
          Cut after 256 kB of {(text.length / 1000).toFixed(0)} kB. Copy to get all of it.
        </p>
      )}
    </div>
  );
}

function print(value: unknown): string {
  if (value === undefined) return 'undefined';
  try {
    return JSON.stringify(value, null, 2);
  } catch {
    return 'This value cannot be shown as JSON.';
  }
}

// A line of JSON.stringify's output: indentation, an optional key, a value, an optional comma.
const linePattern = /^(\s*)("(?:[^"\\]|\\.)*"(?=:))?(:\s)?(.*)$/;

function Line({ text }: { readonly text: string }) {
  const [, indent = '', key, colon = '', rest = ''] = linePattern.exec(text) ?? [];
  return (
    <>
      {indent}
      {key !== undefined && <span className="text-accent-text">{key}</span>}
      {colon}
      <span className={toneOfValue(rest)}>{rest}</span>
      {'\n'}
    </>
  );
}

function toneOfValue(value: string): string | undefined {
  const first = value.at(0);
  if (first === '"') return 'text-done';
  if (first !== undefined && /[-\d]/.test(first)) return 'text-running';
  if (/^(true|false|null)/.test(value)) return 'text-waiting';
  return 'text-text-2';
}
