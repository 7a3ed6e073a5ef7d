'use client';
// Fields that hold fields.
import { Plus, Trash2 } from 'lucide-react';

import type { Json } from '@baton/core';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import type { FieldSpec } from './field-spec.ts';
import type { Path } from './form-value.ts';
import { useForm } from './schema-form.tsx';

interface Props<K extends FieldSpec['kind']> {
  readonly spec: Extract<FieldSpec, { kind: K }>;
  readonly path: Path;
}

export function GroupField({ spec, path }: Props<'group'>) {
  const form = useForm();
  const fields = spec.fields.map((field) => (
    <div key={field.name}>{form.draw(field, [...path, field.name])}</div>
  ));
  if (path.length === 0) return <div className="flex flex-col gap-4">{fields}</div>;
  return (
    <fieldset className="flex flex-col gap-3 border-l-2 border-line pl-3">
      <Legend spec={spec} />
      {fields}
    </fieldset>
  );
}

export function ListField({ spec, path }: Props<'list'>) {
  const form = useForm();
  const value = form.read(path);
  const items = Array.isArray(value) ? (value as readonly Json[]) : [];
  const error = form.errorAt(path);
  const isFull = spec.maxItems !== null && items.length >= spec.maxItems;
  return (
    <fieldset className="flex flex-col gap-2">
      <Legend spec={spec} />
      {items.map((_, index) => (
        <div key={index} className="flex items-start gap-1.5">
          <div className="min-w-0 flex-1">
            {form.draw({ ...spec.item, label: spec.item.label || `${spec.label} ${String(index + 1)}` }, [
              ...path,
              String(index),
            ])}
          </div>
          <IconButton
            label={`Remove ${spec.label} ${String(index + 1)}`}
            icon={<Trash2 className="size-3.5" aria-hidden />}
            disabled={form.disabled}
            onClick={() =>
              form.write(
                path,
                items.filter((__, other) => other !== index),
              )
            }
            className="mt-6"
          />
        </div>
      ))}
      {error !== undefined && <p className="text-xs text-failed">{error}</p>}
      <div>
        <Button
          size="sm"
          icon={<Plus className="size-3.5" aria-hidden />}
          disabled={form.disabled || isFull}
          onClick={() => form.write(path, [...items, spec.emptyItem])}
        >
          Add
        </Button>
      </div>
    </fieldset>
  );
}

export function Legend({ spec }: { readonly spec: FieldSpec }) {
  return (
    <legend className="mb-1.5">
      <span className="text-sm font-medium text-text">
        {spec.label}
        {spec.required && <span className="ml-0.5 text-failed">*</span>}
      </span>
      {spec.help && <span className="block text-xs text-text-3">{spec.help}</span>}
    </legend>
  );
}
