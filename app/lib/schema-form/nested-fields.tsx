'use client';
// Fields that hold fields.
import type { FormField, Json } from '@baton/core';
import { Plus, Trash2 } from 'lucide-react';

import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { emptyOf, type Path } from './form-value.ts';
import { useForm } from './schema-form.tsx';

interface FieldProps {
  readonly field: FormField;
  readonly path: Path;
}

export function ObjectField({ field, path }: FieldProps) {
  const form = useForm();
  return (
    <fieldset className="flex flex-col gap-3 border-l-2 border-line pl-3">
      <Legend field={field} />
      {field.fields.map((inner) => (
        <div key={inner.name}>{form.draw(inner, [...path, inner.name])}</div>
      ))}
    </fieldset>
  );
}

export function ListField({ field, path }: FieldProps) {
  const form = useForm();
  const value = form.read(path);
  const items = Array.isArray(value) ? (value as readonly Json[]) : [];
  const error = form.errorAt(path);
  const { item } = field;
  if (item === null) return null;
  return (
    <fieldset className="flex flex-col gap-2">
      <Legend field={field} />
      {items.map((_, index) => (
        <div key={index} className="flex items-start gap-1.5">
          <div className="min-w-0 flex-1">
            {form.draw({ ...item, title: item.title || `${field.title} ${String(index + 1)}` }, [
              ...path,
              String(index),
            ])}
          </div>
          <IconButton
            label={`Remove ${field.title} ${String(index + 1)}`}
            icon={<Trash2 className="size-3.5" aria-hidden />}
            disabled={form.disabled}
            onClick={() => form.write(path, items.toSpliced(index, 1))}
            className="mt-6"
          />
        </div>
      ))}
      {error !== undefined && <p className="text-xs text-failed">{error}</p>}
      <div>
        <Button
          size="sm"
          icon={<Plus className="size-3.5" aria-hidden />}
          disabled={form.disabled}
          onClick={() => form.write(path, [...items, emptyOf(item)])}
        >
          Add
        </Button>
      </div>
    </fieldset>
  );
}

export function Legend({ field }: { readonly field: FormField }) {
  return (
    <legend className="mb-1.5">
      <span className="text-sm font-medium text-text">
        {field.title}
        {field.required && <span className="ml-0.5 text-failed">*</span>}
      </span>
      {field.description && <span className="block text-xs text-text-3">{field.description}</span>}
    </legend>
  );
}
