// What is wrong with the values of a form, by field. The server checks with the same function; this spares a round trip.
import type { Json } from '@baton/core';

import type { InputProblem } from '../../../server/errors.ts';

/** Message by JSON pointer (`/items/0/name`); the whole is `''`. */
export type FieldErrors = Readonly<Record<string, string>>;

export const noErrors: FieldErrors = {};

export function hasErrors(errors: FieldErrors): boolean {
  return Object.keys(errors).length > 0;
}

/** The validator comes with its first use: it is half the size of the page. */
export async function checkForm(schema: Json, values: Json): Promise<FieldErrors> {
  if (schema === null) return noErrors;
  const { validateForm } = await import('./validator.ts');
  const result = validateForm(schema, values);
  return result.ok ? noErrors : byPath(result.problems, '');
}

/** Problems of a call (`values/amount`) as errors of the form that filled `prefix`. */
export function errorsOfCall(problems: readonly InputProblem[], prefix: string): FieldErrors {
  return byPath(
    problems.filter(({ path }) => path.startsWith(prefix)),
    prefix,
  );
}

function byPath(problems: readonly InputProblem[], prefix: string): FieldErrors {
  return Object.fromEntries(problems.map(({ path, message }) => [path.slice(prefix.length), message]));
}
