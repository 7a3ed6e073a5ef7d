// What is wrong with the values of a form, by field, in words for people. The server checks again; this only spares a round trip.
import type { Json } from '@baton/core';
import { type OutputUnit, type Schema, Validator } from '@cfworker/json-schema';

import { isObject } from './field-spec.ts';

/** Message by dotted path (`items.0.name`); the whole is `''`. */
export type FieldErrors = Readonly<Record<string, string>>;

export const noErrors: FieldErrors = {};

/** The first problem of each field. An unusable schema finds nothing: then the server decides alone. */
export function validateForm(schema: Json, value: Json): FieldErrors {
  if (!isObject(schema)) return noErrors;
  const errors: Record<string, string> = {};
  for (const unit of unitsOf(schema as Schema, value)) {
    const problem = problemOf(unit);
    if (problem !== null) errors[problem.path] ??= problem.message;
  }
  return errors;
}

function unitsOf(schema: Schema, value: Json): readonly OutputUnit[] {
  try {
    return new Validator(schema, '2020-12', false).validate(value).errors;
  } catch {
    return [];
  }
}

const words: Readonly<Record<string, (limit: string) => string>> = {
  type: () => 'This is not of the expected kind.',
  minLength: (limit) => (limit === '1' ? 'Fill this in.' : `At least ${limit} characters.`),
  maxLength: (limit) => `At most ${limit} characters.`,
  minimum: (limit) => `At least ${limit}.`,
  maximum: (limit) => `At most ${limit}.`,
  exclusiveMinimum: (limit) => `More than ${limit}.`,
  exclusiveMaximum: (limit) => `Less than ${limit}.`,
  multipleOf: (limit) => `A multiple of ${limit}.`,
  minItems: (limit) => `At least ${limit}.`,
  maxItems: (limit) => `At most ${limit}.`,
  uniqueItems: () => 'Each one only once.',
  enum: () => 'Choose one of the list.',
  const: () => 'This value is not allowed.',
  pattern: () => 'This has not the expected form.',
  format: () => 'This has not the expected form.',
  additionalProperties: () => 'This field is not expected.',
};

function problemOf({ keyword, instanceLocation, error }: OutputUnit) {
  const path = instanceLocation
    .replace(/^#\/?/, '')
    .split('/')
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'));
  const place = path.filter((part) => part !== '');
  if (keyword === 'required') {
    const missing = /"([^"]*)"/.exec(error)?.[1] ?? '';
    return { path: [...place, missing].join('.'), message: 'Fill this in.' };
  }
  const inWords = words[keyword];
  // `properties`, `items`, `allOf` … only report that something inside is wrong, which has a unit of its own.
  if (inWords === undefined) return null;
  const limit = /-?\d+(?:\.\d+)?(?!.*\d)/.exec(error)?.[0] ?? '';
  return { path: place.join('.'), message: inWords(limit) };
}

/** Errors of the server (`values.amount`) for the form's own paths (`amount`). */
export function errorsFromServer(
  problems: readonly { readonly path: string; readonly message: string }[],
  prefix: string,
): FieldErrors {
  return Object.fromEntries(
    problems.map(({ path, message }) => [
      path === prefix ? '' : path.startsWith(`${prefix}.`) ? path.slice(prefix.length + 1) : path,
      message,
    ]),
  );
}
