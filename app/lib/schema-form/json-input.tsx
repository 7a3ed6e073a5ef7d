'use client';
// A field for any JSON.
import { useState } from 'react';

import type { Json } from '@baton/core';
import { Field } from '../../ui/field.tsx';
import { Textarea } from '../../ui/input.tsx';

interface JsonInputProps {
  readonly label: string;
  readonly help?: string | null;
  readonly error?: string | undefined;
  readonly required?: boolean;
  readonly value: Json | undefined;
  /** `undefined`: the field is empty. Not called while the text is no JSON. */
  readonly onChange: (value: Json | undefined) => void;
  readonly disabled?: boolean;
  readonly rows?: number;
}

/** Says at once where the text is wrong. */
export function JsonInput({ value, onChange, disabled = false, rows = 4, error, ...field }: JsonInputProps) {
  const [typed, setTyped] = useState<{ readonly text: string; readonly problem: string | null } | null>(null);
  const shown = typed?.text ?? (value === undefined ? '' : JSON.stringify(value, null, 2));
  const write = (text: string) => {
    const parsed = parseJson(text);
    setTyped({ text, problem: parsed.problem });
    if (parsed.problem === null) onChange(parsed.value);
  };
  return (
    <Field {...field} error={typed?.problem ?? error}>
      <Textarea
        mono
        rows={rows}
        spellCheck={false}
        autoComplete="off"
        value={shown}
        disabled={disabled}
        onChange={(event) => write(event.target.value)}
        onBlur={() => typed?.problem === null && setTyped(null)}
      />
    </Field>
  );
}

function parseJson(text: string): { readonly value: Json | undefined; readonly problem: string | null } {
  if (text.trim() === '') return { value: undefined, problem: null };
  try {
    return { value: JSON.parse(text) as Json, problem: null };
  } catch (error) {
    const words = error instanceof Error ? error.message.replace(/^.*?: /, '') : '';
    return { value: undefined, problem: `This is not JSON yet: ${words}` };
  }
}
