'use client';
// A name that the workflow listens to: chosen from those it has, or typed.
import { useId } from 'react';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';

interface HandlerFieldProps {
  readonly label: string;
  readonly value: string;
  readonly names: readonly string[];
  readonly onChange: (name: string) => void;
}

export function HandlerField({ label, value, names, onChange }: HandlerFieldProps) {
  const list = useId();
  return (
    <Field label={label} required help={names.length === 0 ? undefined : `It has ${names.join(', ')}.`}>
      <Input value={value} maxLength={200} list={list} onChange={(event) => onChange(event.target.value)} />
      <datalist id={list}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </Field>
  );
}
