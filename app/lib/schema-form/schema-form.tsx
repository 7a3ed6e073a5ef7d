'use client';
// A form made from a JSON Schema. Controlled: the value comes in, changes go out; errors are given from outside, by JSON pointer.
import type { FormField, Json } from '@baton/core';
import { formFields } from '@baton/core';
import type { ReactNode } from 'react';
import { createContext, use, useMemo } from 'react';

import { type FieldErrors, noErrors } from './form-errors.ts';
import { type Path, pointerOf, valueAt, withValueAt } from './form-value.ts';
import { JsonInput } from './json-input.tsx';

export interface FormHandle {
  readonly read: (path: Path) => Json | undefined;
  readonly write: (path: Path, value: Json | undefined) => void;
  readonly errorAt: (path: Path) => string | undefined;
  readonly disabled: boolean;
  /** Draws one field. In the handle, so that fields that hold fields need not import them. */
  readonly draw: (field: FormField, path: Path) => ReactNode;
}

const FormContext = createContext<FormHandle | null>(null);

export function useForm(): FormHandle {
  const form = use(FormContext);
  if (form === null) throw new TypeError('A field of a form needs a SchemaForm around it');
  return form;
}

export interface SchemaFormProps {
  readonly schema: Json;
  readonly value: Json;
  readonly onChange: (value: Json) => void;
  readonly errors?: FieldErrors | undefined;
  readonly disabled?: boolean | undefined;
}

export function SchemaFormRoot({
  schema,
  value,
  onChange,
  errors = noErrors,
  disabled = false,
  draw,
}: SchemaFormProps & Pick<FormHandle, 'draw'>) {
  const fields = useMemo(() => formFields(schema), [schema]);
  const form: FormHandle = {
    read: (path) => valueAt(value, path),
    write: (path, next) => onChange(withValueAt(value, path, next)),
    errorAt: (path) => errors[pointerOf(path)],
    disabled,
    draw,
  };
  if (fields.length === 0) {
    return (
      <JsonInput
        label="Value"
        value={value}
        onChange={(next) => onChange(next ?? null)}
        disabled={disabled}
        error={errors['']}
      />
    );
  }
  return (
    <FormContext value={form}>
      <div className="flex flex-col gap-4">
        {fields.map((field) => (
          <div key={field.name}>{draw(field, [field.name])}</div>
        ))}
        {errors[''] !== undefined && <p className="text-xs text-failed">{errors['']}</p>}
      </div>
    </FormContext>
  );
}
