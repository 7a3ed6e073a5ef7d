// The part of Standard Schema (https://standardschema.dev) that is used here: zod, valibot, arktype and others speak it.
import { ValidationError, type Json } from '@baton/core';

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}
type Result<T> = { readonly value: T; readonly issues?: undefined } | { readonly issues: readonly Issue[] };

/** A schema for values of type `T`. */
export interface StandardSchema<T = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => Result<T> | Promise<Result<T>>;
    readonly types?: { readonly input: unknown; readonly output: T } | undefined;
    /** Standard JSON Schema; zod has it. */
    readonly jsonSchema?: { readonly input: (options: { readonly target: 'draft-2020-12' }) => unknown };
  };
}

/**
 * The value as the schema gives it.
 * @throws {ValidationError} that says what is wrong and where.
 */
export function parseWith<T>(schema: StandardSchema<T>, value: unknown, path: string): T {
  const result = schema['~standard'].validate(value);
  if (result instanceof Promise)
    throw new TypeError(`${path}: the schema validates asynchronously, which cannot be used here`);
  if (result.issues === undefined) return result.value;
  const found = result.issues.map((issue) => `${pathOf(issue)}${issue.message}`);
  throw new ValidationError(found.join('; '), path);
}

/** The schema as JSON Schema, for the designer; `null` if it cannot say. */
export function jsonSchemaOf(schema: StandardSchema | undefined): Json {
  const make = schema?.['~standard'].jsonSchema;
  if (make === undefined) return null;
  try {
    return make.input({ target: 'draft-2020-12' }) as Json;
  } catch {
    // A type that JSON Schema has no words for. The value is still validated; only the form is missing.
    return null;
  }
}

function pathOf(issue: Issue): string {
  const keys = (issue.path ?? []).map((key) => String(typeof key === 'object' ? key.key : key));
  return keys.length === 0 ? '' : `${keys.join('.')}: `;
}
