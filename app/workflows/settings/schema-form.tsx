'use client';
// A form made of a JSON Schema, in which every field takes a value or an expression.
import { type FormField, formFields, type Json } from '@baton/core';
import { SquareFunction, TextCursorInput } from 'lucide-react';
import { useState } from 'react';
import { Field } from '../../ui/field.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input, Select } from '../../ui/input.tsx';
import { Checkbox } from '../../ui/toggles.tsx';
import { ExpressionInput, expressionError } from './expression-input.tsx';
import { JsonSetting } from './setting-fields.tsx';
import { type Path, type Setting, useSetting } from './use-setting.ts';

interface SchemaFormProps {
  /** `null`: unknown, so any JSON. */
  readonly schema: Json;
  readonly path: Path;
  readonly label: string;
}

export function SchemaForm({ schema, path, label }: SchemaFormProps) {
  const fields = formFields(schema);
  const setting = useSetting(path);
  // What is set but isn't an object can only be seen as JSON.
  const isWhole =
    setting.value !== undefined &&
    (setting.value === null || typeof setting.value !== 'object' || Array.isArray(setting.value));
  if (fields.length === 0 || isWhole) {
    return <JsonSetting path={path} label={label} optional help="JSON; texts may hold {{ expressions }}." />;
  }
  return (
    <div className="flex flex-col gap-4">
      {fields.map((field) => (
        <SchemaField key={field.path} field={field} path={[...path, field.name]} />
      ))}
      <Unknown known={fields.map((field) => field.name)} path={path} />
    </div>
  );
}

function SchemaField({ field, path }: { readonly field: FormField; readonly path: Path }) {
  if (field.kind === 'object' && field.fields.length > 0) {
    return (
      <fieldset className="flex flex-col gap-4 border-l-2 border-line pl-3">
        <legend className="mb-2 text-sm font-medium text-text">{field.title}</legend>
        {field.fields.map((child) => (
          <SchemaField key={child.path} field={child} path={[...path, child.name]} />
        ))}
      </fieldset>
    );
  }
  if (field.kind === 'list' || field.kind === 'object' || field.kind === 'json' || field.kind === 'choices') {
    return (
      <JsonSetting
        path={path}
        label={field.title}
        rows={2}
        optional
        help={field.description ?? 'JSON; texts may hold {{ expressions }}.'}
      />
    );
  }
  return <ValueField field={field} path={path} />;
}

/** A value of the field's own type, or an expression that answers one. */
function ValueField({ field, path }: { readonly field: FormField; readonly path: Path }) {
  const setting = useSetting(path);
  const [wantsExpression, setWantsExpression] = useState(false);
  const isText = textKinds.has(field.kind);
  const isExpression = isText || typeof setting.value === 'string' || wantsExpression;
  const switchMode = () => {
    setWantsExpression(!isExpression);
    if (isExpression) setting.set(undefined);
  };
  return (
    <Field
      label={field.title}
      required={field.required}
      help={field.description ?? undefined}
      error={valueError(field, setting, isExpression)}
      aside={
        isText || setting.readOnly ? undefined : (
          <ModeButton isExpression={isExpression} onClick={switchMode} />
        )
      }
    >
      {isExpression ? (
        <ExpressionInput
          value={textOf(setting.value)}
          mode="template"
          rows={field.kind === 'multiline' ? 3 : 1}
          placeholder={placeholderOf(field)}
          readOnly={setting.readOnly}
          onType={(next) => setting.type(next === '' ? undefined : next)}
          onLeave={setting.leave}
        />
      ) : (
        <Literal field={field} setting={setting} />
      )}
    </Field>
  );
}

function ModeButton({
  isExpression,
  onClick,
}: {
  readonly isExpression: boolean;
  readonly onClick: () => void;
}) {
  const Icon = isExpression ? TextCursorInput : SquareFunction;
  return (
    <IconButton
      size="sm"
      className="-my-1.5"
      label={isExpression ? 'Give a value' : 'Use an expression'}
      icon={<Icon className="size-3.5" aria-hidden />}
      onClick={onClick}
    />
  );
}

function valueError(field: FormField, { value, error }: Setting, isExpression: boolean): string | undefined {
  if (value === undefined)
    return field.required && field.default === undefined ? (error ?? 'Has to be given.') : error;
  return (isExpression ? expressionError(textOf(value), 'template') : undefined) ?? error;
}

function textOf(value: Json | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function Literal({ field, setting }: { readonly field: FormField; readonly setting: Setting }) {
  if (field.kind === 'boolean') {
    return (
      <Checkbox
        label="Yes"
        checked={setting.value === true || (setting.value === undefined && field.default === true)}
        disabled={setting.readOnly}
        onCheckedChange={(checked) => setting.set(checked)}
      />
    );
  }
  if (field.kind === 'choice') {
    const at = field.options.findIndex((option) => option.value === (setting.value ?? field.default));
    return (
      <Select
        value={at < 0 ? '' : String(at)}
        placeholder="Choose…"
        disabled={setting.readOnly}
        options={field.options.map((option, index) => ({ value: String(index), label: option.label }))}
        onValueChange={(chosen) => setting.set(field.options[Number(chosen)]?.value)}
      />
    );
  }
  return (
    <Input
      type="number"
      step={field.kind === 'integer' ? 1 : 'any'}
      value={typeof setting.value === 'number' ? setting.value : ''}
      placeholder={placeholderOf(field)}
      readOnly={setting.readOnly}
      onChange={(event) =>
        setting.type(Number.isNaN(event.target.valueAsNumber) ? undefined : event.target.valueAsNumber)
      }
      onBlur={setting.leave}
    />
  );
}

/** Settings that the schema doesn't know (any more): seen, never dropped. */
function Unknown({ known, path }: { readonly known: readonly string[]; readonly path: Path }) {
  const { value } = useSetting(path);
  const names = Object.keys(typeof value === 'object' && value !== null ? value : {}).filter(
    (name) => !known.includes(name),
  );
  return names.map((name) => (
    <JsonSetting
      key={name}
      path={[...path, name]}
      label={name}
      rows={1}
      optional
      help="Not in the activity’s description. Empty the field to remove it."
    />
  ));
}

function placeholderOf({ kind, default: initial, placeholder }: FormField): string {
  if (initial !== undefined) return typeof initial === 'string' ? initial : JSON.stringify(initial);
  if (placeholder !== null) return placeholder;
  return textKinds.has(kind) ? '' : '{{ … }}';
}

const textKinds: ReadonlySet<FormField['kind']> = new Set([
  'text',
  'multiline',
  'email',
  'url',
  'date',
  'time',
  'datetime',
]);
