'use client';
// A form made from a JSON Schema. Controlled: the value comes in, changes go out; errors are given from outside, by path.
import type { Json } from '@baton/core';
import type { ReactNode } from 'react';
import { createContext, use, useMemo } from 'react';

import type { FieldSpec } from './field-spec.ts';
import { readSchema } from './field-spec.ts';
import { type Path, pathName, valueAt, withValueAt } from './form-value.ts';
import { type FieldErrors, noErrors } from './validate-form.ts';

export interface FormHandle {
  readonly read: (path: Path) => Json | undefined;
  readonly write: (path: Path, value: Json | undefined) => void;
  readonly errorAt: (path: Path) => string | undefined;
  readonly disabled: boolean;
  /** Texts may hold `{{ expressions }}` where a number, a choice or a yes-or-no is asked for (the designer's settings). */
  readonly expressions: boolean;
  /** Draws one field. In the handle, so that fields that hold fields need not import them. */
  readonly draw: (spec: FieldSpec, path: Path) => ReactNode;
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
  readonly expressions?: boolean | undefined;
}

export function SchemaFormRoot({
  schema,
  value,
  onChange,
  errors = noErrors,
  disabled = false,
  expressions = false,
  draw,
}: SchemaFormProps & Pick<FormHandle, 'draw'>) {
  const spec = useMemo(() => readSchema(schema), [schema]);
  const form: FormHandle = {
    read: (path) => valueAt(value, path),
    write: (path, next) => onChange(withValueAt(value, path, next)),
    errorAt: (path) => errors[pathName(path)],
    disabled,
    expressions,
    draw,
  };
  return <FormContext value={form}>{draw(spec, [])}</FormContext>;
}
