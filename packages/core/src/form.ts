// Values of a form against its JSON Schema: what people answer, what a run is started with, what an activity takes.
//
// The validator interprets the schema (no code is generated, so no `unsafe-eval` in the browser). It would give `pattern` to the
// host's backtracking engine, so every pattern is handed to it as a format, which is a function: ours, in linear time.
import { format as formats, Validator, type OutputUnit, type Schema } from '@cfworker/json-schema';
import { createMeter, ExpressionFault } from './expression-error.ts';
import { matchesPattern } from './expression-pattern.ts';
import { checkFormSchema, type FormProblem } from './form-schema.ts';
import { isObject, own, pointer } from './json-access.ts';
import type { Json, JsonObject } from './json.ts';
import { checkPayload } from './payload.ts';
import { PayloadError } from './errors.ts';

export type FormResult =
  | { readonly ok: true; readonly values: Json }
  | { readonly ok: false; readonly problems: readonly FormProblem[] };

const MAX_PROBLEMS = 50;

/**
 * Checks values against a schema, and fills in defaults of top-level fields that are missing.
 *
 * Paths are JSON pointers (`/address/zip`). A schema of `null` or `true` takes anything. A schema that
 * can't be a form (see `checkFormSchema`) is a problem of the whole.
 */
export function validateForm(schema: Json, values: unknown): FormResult {
  const plain = asJson(values);
  if (!plain.ok) return plain;
  if (schema === null || schema === true) return plain;
  const wrong = checkFormSchema(schema);
  if (wrong.length > 0 || !isObject(schema)) {
    const message = `The form itself is wrong: ${wrong[0]?.message ?? 'a schema is an object'}`;
    return { ok: false, problems: [{ path: '', message }] };
  }
  const filled = withDefaults(schema, plain.values);
  const problems = schemaProblems(schema, filled);
  return problems.length === 0 ? { ok: true, values: filled } : { ok: false, problems: onePerPath(problems) };
}

function asJson(values: unknown): FormResult {
  try {
    return { ok: true, values: checkPayload(values) };
  } catch (error) {
    if (!(error instanceof PayloadError)) throw error;
    return { ok: false, problems: [{ path: '', message: error.message }] };
  }
}

function withDefaults(schema: JsonObject, values: Json): Json {
  const [properties] = own(schema, 'properties');
  if (!isObject(values) || !isObject(properties)) return values;
  const filled: Record<string, Json> = { ...values };
  for (const [name, property] of Object.entries(properties)) {
    const [value] = isObject(property) ? own(property, 'default') : [];
    if (value !== undefined && !Object.hasOwn(filled, name)) filled[name] = value;
  }
  return filled;
}

function schemaProblems(schema: JsonObject, values: Json): readonly FormProblem[] {
  const errors = validate(schema, values);
  // Errors of containers (`properties`, `allOf`, …) only say that there are errors inside.
  const leaves = errors.filter(({ keyword }) => !containers.has(keyword));
  return (leaves.length > 0 ? leaves : errors).map(({ keyword, instanceLocation, error }) => {
    const path = decodePath(instanceLocation);
    const missing = keyword === 'required' ? /required property "(.*)"/s.exec(error)?.[1] : undefined;
    if (missing !== undefined) return { path: `${path}/${pointer(missing)}`, message: 'This is needed.' };
    return { path, message: forPeople(error) };
  });
}

/** Runs the validator with the schema's patterns among its formats, for the time of this call, which is synchronous. */
function validate(schema: JsonObject, values: Json): readonly OutputUnit[] {
  const patterns = new Set<string>();
  const safe = withSafePatterns(schema, patterns) as Schema;
  const meter = createMeter();
  try {
    for (const pattern of patterns) {
      formats[patternFormat + pattern] = (text: string) => matchesPattern(pattern, text, meter);
    }
    return new Validator(safe, '2020-12', false).validate(values).errors;
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error;
    return [
      {
        keyword: 'pattern',
        keywordLocation: '',
        instanceLocation: '#',
        error: 'There is too much text to check.',
      },
    ];
  } finally {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a record of the library's, keyed by format
    for (const pattern of patterns) delete formats[patternFormat + pattern];
  }
}

const patternFormat = 'baton-pattern:';

/** The validator's sentences, in the words of somebody who fills in a form. */
function forPeople(error: string): string {
  const pattern = /does not match format "baton-pattern:(.*)"\.$/s.exec(error)?.[1];
  if (pattern !== undefined) return `This must look like ${pattern.slice(0, 100)}`;
  return error
    .replace(/^String does not match format "(.*)"\.$/, 'This is no $1.')
    .replace(/^String is too short \((\d+) < (\d+)\)\.$/, 'This has $1 characters; at least $2 are needed.')
    .replace(/^String is too long \((\d+) > (\d+)\)\.$/, 'This has $1 characters; at most $2 are allowed.')
    .replace(/^Instance type "(.*?)" is invalid\. Expected "(.*)"\.$/, 'This is of type $1; $2 is wanted.')
    .replace(/^Instance does not match any of (.*)\.$/s, 'This must be one of $1.')
    .replace(/^False boolean schema\.$/, 'This is not a field of the form.');
}

const containers = new Set([
  'properties',
  'items',
  'prefixItems',
  'allOf',
  'anyOf',
  'oneOf',
  'additionalProperties',
  '$ref',
]);

/** The validator's locations are URI fragments: `#/a/b%20c`. */
function decodePath(location: string): string {
  const fragment = location.replace(/^#/, '');
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

/** A copy with every pattern as a format, no format that could backtrack, and no comparing of each item with each. */
function withSafePatterns(schema: Json, patterns: Set<string>): Json {
  if (Array.isArray(schema))
    return (schema as readonly Json[]).map((item) => withSafePatterns(item, patterns));
  if (!isObject(schema)) return schema;
  const safe: Record<string, Json> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (dataKeywords.has(key)) safe[key] = value;
    else if (namedSchemas.has(key) && isObject(value)) safe[key] = eachSafe(value, patterns);
    else if (!replaced.has(key)) safe[key] = withSafePatterns(value, patterns);
  }
  Object.assign(safe, textKeywords(schema, safe['allOf'], patterns));
  if (safe['uniqueItems'] === true) safe['maxItems'] = Math.min(Number(safe['maxItems'] ?? 1_000), 1_000);
  return safe;
}

function textKeywords(schema: JsonObject, allOf: Json | undefined, patterns: Set<string>): JsonObject {
  const [format] = own(schema, 'format');
  const [pattern] = own(schema, 'pattern');
  const kept = format !== undefined && safeFormats.has(format) ? { format } : {};
  if (typeof pattern !== 'string') return kept;
  patterns.add(pattern);
  const others = Array.isArray(allOf) ? (allOf as readonly Json[]) : [];
  return { ...kept, allOf: [...others, { format: patternFormat + pattern }] };
}

const replaced = new Set(['format', 'pattern']);

/** Their members are names of fields: a field may be called `pattern`. */
const namedSchemas = new Set(['properties', '$defs', 'definitions', 'dependentSchemas']);

function eachSafe(named: JsonObject, patterns: Set<string>): Json {
  return Object.fromEntries(
    Object.entries(named).map(([name, value]) => [name, withSafePatterns(value, patterns)]),
  );
}

/** Their values are data: a `pattern` in there is a value. */
const dataKeywords = new Set(['default', 'const', 'enum', 'examples', 'required', 'dependentRequired']);
const safeFormats = new Set<unknown>(['date', 'time', 'date-time', 'email', 'ipv4', 'uuid', 'uri']);

function onePerPath(problems: readonly FormProblem[]): readonly FormProblem[] {
  const first = new Map<string, FormProblem>();
  for (const problem of problems) if (!first.has(problem.path)) first.set(problem.path, problem);
  return [...first.values()].slice(0, MAX_PROBLEMS);
}
