'use client';
// The fields of a schema form, one per kind.
import type { ReactNode } from 'react';
import { useState } from 'react';

import type { Json } from '@baton/core';
import { Field } from '../../ui/field.tsx';
import { Input, Select, Textarea } from '../../ui/input.tsx';
import { Checkbox } from '../../ui/toggles.tsx';
import type { FieldSpec } from './field-spec.ts';
import type { Path } from './form-value.ts';
import { JsonInput } from './json-input.tsx';
import { GroupField, Legend, ListField } from './nested-fields.tsx';
import { type SchemaFormProps, SchemaFormRoot, useForm } from './schema-form.tsx';

type Of<K extends FieldSpec['kind']> = Extract<FieldSpec, { kind: K }>;
interface Props<K extends FieldSpec['kind']> {
  readonly spec: Of<K>;
  readonly path: Path;
}

/** A form for the values that `schema` describes. */
export function SchemaForm(props: SchemaFormProps) {
  return <SchemaFormRoot {...props} draw={(spec, path) => <FieldFor spec={spec} path={path} />} />;
}

function FieldFor({ spec, path }: { readonly spec: FieldSpec; readonly path: Path }): ReactNode {
  const form = useForm();
  if (form.expressions && takesExpression(spec.kind, form.read(path))) {
    return <TextField spec={{ ...spec, kind: 'text', widget: 'line' }} path={path} />;
  }
  switch (spec.kind) {
    case 'text':
      return <TextField spec={spec} path={path} />;
    case 'number':
      return <NumberField spec={spec} path={path} />;
    case 'boolean':
      return <BooleanField spec={spec} path={path} />;
    case 'choice':
      return <ChoiceField spec={spec} path={path} />;
    case 'choices':
      return <ChoicesField spec={spec} path={path} />;
    case 'group':
      return <GroupField spec={spec} path={path} />;
    case 'list':
      return <ListField spec={spec} path={path} />;
    case 'json':
      return <JsonField spec={spec} path={path} />;
  }
}

/** A field of another kind that holds an expression is drawn as text. */
function takesExpression(kind: FieldSpec['kind'], value: Json | undefined): boolean {
  return kind !== 'text' && kind !== 'json' && typeof value === 'string' && value.includes('{{');
}

/** What a `Field` gets from a spec. */
function useFieldProps(spec: FieldSpec, path: Path) {
  const form = useForm();
  return {
    label: spec.label || 'Value',
    help: spec.help,
    required: spec.required,
    error: form.errorAt(path),
  };
}

const inputTypes = {
  line: 'text',
  email: 'email',
  url: 'url',
  date: 'date',
  time: 'time',
  moment: 'datetime-local',
} as const;

function TextField({ spec, path }: Props<'text'>) {
  const form = useForm();
  const value = form.read(path);
  const text =
    typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
  // An optional text that is empty is not there; a required one is empty, and the schema says whether it may be.
  const write = (next: string) => form.write(path, next === '' && !spec.required ? undefined : next);
  const props = useFieldProps(spec, path);
  if (spec.widget === 'area') {
    return (
      <Field {...props}>
        <Textarea value={text} disabled={form.disabled} onChange={(event) => write(event.target.value)} />
      </Field>
    );
  }
  return (
    <Field {...props}>
      <Input
        type={form.expressions ? 'text' : inputTypes[spec.widget]}
        value={spec.widget === 'moment' && !form.expressions ? toLocal(text) : text}
        disabled={form.disabled}
        mono={text.includes('{{')}
        onChange={(event) =>
          write(
            spec.widget === 'moment' && !form.expressions ? toIso(event.target.value) : event.target.value,
          )
        }
      />
    </Field>
  );
}

/** `datetime-local` knows no zone; values are ISO in UTC. */
function toLocal(iso: string): string {
  const atMs = Date.parse(iso);
  if (Number.isNaN(atMs)) return '';
  return new Date(atMs - new Date(atMs).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
function toIso(local: string): string {
  const atMs = Date.parse(local);
  return Number.isNaN(atMs) ? '' : new Date(atMs).toISOString();
}

function NumberField({ spec, path }: Props<'number'>) {
  const form = useForm();
  const value = form.read(path);
  // What is no number (yet) stays text, in the field and in the value: then the check names it.
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? (value === undefined || value === null ? '' : String(value as string | number));
  const write = (text: string) => {
    setTyped(text);
    const number = Number(text);
    if (text.trim() === '') form.write(path, undefined);
    else form.write(path, Number.isFinite(number) ? number : text);
  };
  return (
    <Field {...useFieldProps(spec, path)}>
      <Input
        inputMode={spec.integer ? 'numeric' : 'decimal'}
        value={shown}
        disabled={form.disabled}
        onChange={(event) => write(event.target.value)}
        onBlur={() => setTyped(null)}
        className="tabular"
      />
    </Field>
  );
}

function BooleanField({ spec, path }: Props<'boolean'>) {
  const form = useForm();
  const error = form.errorAt(path);
  return (
    <div className="flex flex-col gap-1">
      <Checkbox
        label={spec.label || 'Yes'}
        help={spec.help}
        checked={form.read(path) === true}
        disabled={form.disabled}
        aria-invalid={error === undefined ? undefined : true}
        onCheckedChange={(checked) => form.write(path, checked)}
      />
      {error !== undefined && <p className="ml-6 text-xs text-failed">{error}</p>}
    </div>
  );
}

function ChoiceField({ spec, path }: Props<'choice'>) {
  const form = useForm();
  const value = form.read(path);
  const at = spec.choices.findIndex((choice) => JSON.stringify(choice.value) === JSON.stringify(value));
  const options = spec.choices.map((choice, index) => ({ value: String(index), label: choice.label }));
  const none = spec.required ? [] : [{ value: '-', label: 'Not given' }];
  return (
    <Field {...useFieldProps(spec, path)}>
      <Select
        options={[...none, ...options]}
        placeholder="Choose…"
        value={at < 0 ? '' : String(at)}
        disabled={form.disabled}
        onValueChange={(index) => form.write(path, spec.choices[Number(index)]?.value)}
      />
    </Field>
  );
}

function ChoicesField({ spec, path }: Props<'choices'>) {
  const form = useForm();
  const value = form.read(path);
  const chosen = Array.isArray(value) ? (value as readonly Json[]) : [];
  const error = form.errorAt(path);
  const toggle = (item: Json, on: boolean) =>
    form.write(path, on ? [...chosen, item] : chosen.filter((other) => other !== item));
  return (
    <fieldset className="flex flex-col gap-2" disabled={form.disabled}>
      <Legend spec={spec} />
      {spec.choices.map((choice) => (
        <Checkbox
          key={choice.label}
          label={choice.label}
          checked={chosen.includes(choice.value)}
          onCheckedChange={(on) => toggle(choice.value, on)}
        />
      ))}
      {error !== undefined && <p className="text-xs text-failed">{error}</p>}
    </fieldset>
  );
}

function JsonField({ spec, path }: Props<'json'>) {
  const form = useForm();
  return (
    <JsonInput
      {...useFieldProps(spec, path)}
      value={form.read(path)}
      onChange={(value) => form.write(path, value)}
      disabled={form.disabled}
    />
  );
}
