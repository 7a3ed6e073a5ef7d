'use client';
// The input of a run: the fields that the start node asks for, or JSON where it asks for none.
import { formFields, type Json } from '@baton/core';

import type { FieldErrors } from '../lib/schema-form/form-errors.ts';
import { SchemaForm } from '../lib/schema-form/fields.tsx';
import { JsonInput } from '../lib/schema-form/json-input.tsx';

interface RunInputFieldsProps {
  readonly schema: Json;
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined) => void;
  readonly errors: FieldErrors;
}

const words = { input: 'Input', help: 'JSON, given to the start node. Leave it empty for null.' } as const;

export function RunInputFields({ schema, value, onChange, errors }: RunInputFieldsProps) {
  if (formFields(schema).length > 0) {
    return <SchemaForm schema={schema} value={value ?? {}} onChange={onChange} errors={errors} />;
  }
  return (
    <JsonInput
      label={words.input}
      help={words.help}
      rows={5}
      value={value}
      onChange={onChange}
      error={errors['']}
    />
  );
}
