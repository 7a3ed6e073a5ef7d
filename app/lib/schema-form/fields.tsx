'use client';
// The fields of a schema form, one per kind.
import type { FormField, Json } from '@baton/core';
import type { ReactNode } from 'react';
import { useState } from 'react';

import { Field } from '../../ui/field.tsx';
import { Input, Select, Textarea } from '../../ui/input.tsx';
import { Checkbox } from '../../ui/toggles.tsx';
import type { Path } from './form-value.ts';
import { JsonInput } from './json-input.tsx';
import { Legend, ListField, ObjectField } from './nested-fields.tsx';
import { type SchemaFormProps, SchemaFormRoot, useForm } from './schema-form.tsx';

export interface FieldProps {
  readonly field: FormField;
  readonly path: Path;
}

/** A form for the values that `schema` describes; a field for JSON where it describes no fields. */
export function SchemaForm(props: SchemaFormProps) {
  return <SchemaFormRoot {...props} draw={(field, path) => <FieldFor field={field} path={path} />} />;
}

function FieldFor({ field, path }: FieldProps): ReactNode {
  switch (field.kind) {
    case 'text':
    case 'email':
    case 'url':
    case 'date':
    case 'time':
      return <TextField field={field} path={path} />;
    case 'multiline':
      return <MultilineField field={field} path={path} />;
    case 'datetime':
      return <MomentField field={field} path={path} />;
    case 'number':
    case 'integer':
      return <NumberField field={field} path={path} />;
    case 'boolean':
      return <BooleanField field={field} path={path} />;
    case 'choice':
      return <ChoiceField field={field} path={path} />;
    case 'choices':
      return <ChoicesField field={field} path={path} />;
    case 'object':
      return <ObjectField field={field} path={path} />;
    case 'list':
      return <ListField field={field} path={path} />;
    case 'json':
      return <JsonField field={field} path={path} />;
  }
}

/** What a `Field` gets. */
function useFieldProps({ field, path }: FieldProps) {
  const form = useForm();
  return {
    label: field.title || 'Value',
    help: field.description,
    required: field.required,
    error: form.errorAt(path),
  };
}

function useText({ field, path }: FieldProps) {
  const form = useForm();
  const value = form.read(path);
  return {
    text:
      typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value),
    // An optional text that is empty is not there; a required one is empty, and the schema says whether it may be.
    write: (next: string) => form.write(path, next === '' && !field.required ? undefined : next),
    control: {
      disabled: form.disabled,
      ...(field.placeholder === null ? {} : { placeholder: field.placeholder }),
      ...(field.maxLength === null ? {} : { maxLength: field.maxLength }),
    },
  };
}

const inputTypes = { text: 'text', email: 'email', url: 'url', date: 'date', time: 'time' } as const;

function TextField(props: FieldProps) {
  const { text, write, control } = useText(props);
  const { kind } = props.field;
  return (
    <Field {...useFieldProps(props)}>
      <Input
        {...control}
        type={kind in inputTypes ? inputTypes[kind as keyof typeof inputTypes] : 'text'}
        value={text}
        onChange={(event) => write(event.target.value)}
      />
    </Field>
  );
}

function MultilineField(props: FieldProps) {
  const { text, write, control } = useText(props);
  return (
    <Field {...useFieldProps(props)}>
      <Textarea {...control} value={text} onChange={(event) => write(event.target.value)} />
    </Field>
  );
}

function MomentField(props: FieldProps) {
  const { text, write, control } = useText(props);
  return (
    <Field {...useFieldProps(props)}>
      <Input
        disabled={control.disabled}
        type="datetime-local"
        value={toLocal(text)}
        onChange={(event) => write(toIso(event.target.value))}
      />
    </Field>
  );
}

const MINUTE_MS = 60_000;

/** `datetime-local` knows no zone; values are ISO in UTC. */
function toLocal(iso: string): string {
  const atMs = Date.parse(iso);
  if (Number.isNaN(atMs)) return '';
  return new Date(atMs - new Date(atMs).getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 16);
}
function toIso(local: string): string {
  const atMs = Date.parse(local);
  return Number.isNaN(atMs) ? '' : new Date(atMs).toISOString();
}

function NumberField(props: FieldProps) {
  const { field, path } = props;
  const form = useForm();
  const value = form.read(path);
  // What is no number (yet) stays text, in the field and in the value: then the check names it.
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? (typeof value === 'number' || typeof value === 'string' ? String(value) : '');
  const write = (text: string) => {
    setTyped(text);
    const number = Number(text);
    if (text.trim() === '') form.write(path, undefined);
    else form.write(path, Number.isFinite(number) ? number : text);
  };
  return (
    <Field {...useFieldProps(props)}>
      <Input
        inputMode={field.kind === 'integer' ? 'numeric' : 'decimal'}
        value={shown}
        disabled={form.disabled}
        onChange={(event) => write(event.target.value)}
        onBlur={() => setTyped(null)}
        className="tabular"
      />
    </Field>
  );
}

function BooleanField({ field, path }: FieldProps) {
  const form = useForm();
  const error = form.errorAt(path);
  return (
    <div className="flex flex-col gap-1">
      <Checkbox
        label={field.title || 'Yes'}
        help={field.description}
        checked={form.read(path) === true}
        disabled={form.disabled}
        aria-invalid={error === undefined ? undefined : true}
        onCheckedChange={(checked) => form.write(path, checked)}
      />
      {error !== undefined && <p className="ml-6 text-xs text-failed">{error}</p>}
    </div>
  );
}

const NOT_GIVEN = '-';

function ChoiceField(props: FieldProps) {
  const { field, path } = props;
  const form = useForm();
  const value = form.read(path);
  const at = field.options.findIndex((option) => JSON.stringify(option.value) === JSON.stringify(value));
  const options = field.options.map((option, index) => ({ value: String(index), label: option.label }));
  const none = field.required ? [] : [{ value: NOT_GIVEN, label: 'Not given' }];
  return (
    <Field {...useFieldProps(props)}>
      <Select
        options={[...none, ...options]}
        placeholder="Choose…"
        value={at < 0 ? '' : String(at)}
        disabled={form.disabled}
        onValueChange={(index) => form.write(path, field.options[Number(index)]?.value)}
      />
    </Field>
  );
}

function ChoicesField({ field, path }: FieldProps) {
  const form = useForm();
  const value = form.read(path);
  const chosen = Array.isArray(value) ? (value as readonly Json[]) : [];
  const error = form.errorAt(path);
  const toggle = (item: Json, on: boolean) =>
    form.write(path, on ? [...chosen, item] : chosen.filter((other) => other !== item));
  return (
    <fieldset className="flex flex-col gap-2" disabled={form.disabled}>
      <Legend field={field} />
      {field.options.map((option) => (
        <Checkbox
          key={option.label}
          label={option.label}
          checked={chosen.includes(option.value)}
          onCheckedChange={(on) => toggle(option.value, on)}
        />
      ))}
      {error !== undefined && <p className="text-xs text-failed">{error}</p>}
    </fieldset>
  );
}

function JsonField(props: FieldProps) {
  const form = useForm();
  return (
    <JsonInput
      {...useFieldProps(props)}
      value={form.read(props.path)}
      onChange={(value) => form.write(props.path, value)}
      disabled={form.disabled}
    />
  );
}
