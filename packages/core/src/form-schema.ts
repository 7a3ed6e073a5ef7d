// Which JSON Schemas may be forms: checked once, so that showing and validating them can trust them.
import { compilePattern } from './expression-pattern.ts';
import { ExpressionFault } from './expression-error.ts';
import type { Json, JsonObject } from './json.ts';
import { isObject, own, pointer } from './json-access.ts';

/** A thing wrong with a schema or with values. `path` is a JSON pointer, empty for the whole. */
export interface FormProblem {
  readonly path: string;
  readonly message: string;
}

const MAX_SCHEMAS = 2_000;
const MAX_DEPTH = 20;
/** Schemas that may apply to one value through `allOf`, `$ref` and the like; thirty doublings would be a billion. */
const MAX_IN_PLACE = 200;

/** Keywords whose value is a schema, a list of schemas, or schemas by name; those in place apply to the same value. */
const elsewhere = {
  one: ['additionalProperties', 'items', 'contains', 'propertyNames'],
  many: ['prefixItems'],
  named: ['properties', '$defs', 'definitions'],
};
const inPlace = {
  one: ['not', 'if', 'then', 'else'],
  many: ['allOf', 'anyOf', 'oneOf'],
  named: ['dependentSchemas'],
};
type Keywords = typeof elsewhere;

/**
 * Why a JSON Schema can't be a form or an input's type; empty if it can.
 *
 * Refused are patterns that a linear-time engine doesn't take, `patternProperties`, references out of the schema or in a
 * circle, and schemas of more than 2,000 parts or 20 levels.
 */
export function checkFormSchema(schema: Json): readonly FormProblem[] {
  const problems: FormProblem[] = [];
  let count = 0;

  const visit = (value: Json, path: string, depth: number): void => {
    if (typeof value === 'boolean' || problems.length > 20) return;
    if (!isObject(value)) {
      problems.push({ path, message: 'A schema is an object' });
      return;
    }
    count += 1;
    if (count > MAX_SCHEMAS || depth > MAX_DEPTH) {
      problems.push({ path, message: 'The schema is too large' });
      return;
    }
    problems.push(...ownProblems(value, path, schema));
    for (const [key, child] of [...parts(value, elsewhere), ...parts(value, inPlace)]) {
      visit(child, `${path}/${key}`, depth + 1);
    }
  };

  visit(schema, '', 0);
  return problems;
}

function parts(schema: JsonObject, keywords: Keywords): readonly (readonly [string, Json])[] {
  const one = keywords.one.flatMap((key) => own(schema, key).map((value) => [key, value] as const));
  const many = keywords.many.flatMap((key) =>
    own(schema, key).flatMap((list) => items(list).map((value, at) => [`${key}/${at}`, value] as const)),
  );
  const named = keywords.named.flatMap((key) =>
    own(schema, key).flatMap((map) =>
      isObject(map)
        ? Object.entries(map).map(([name, value]) => [`${key}/${pointer(name)}`, value] as const)
        : [],
    ),
  );
  return [...one, ...many, ...named];
}

function items(list: Json): readonly Json[] {
  return Array.isArray(list) ? (list as readonly Json[]) : [];
}

function ownProblems(schema: JsonObject, path: string, root: Json): readonly FormProblem[] {
  const [pattern] = own(schema, 'pattern');
  const problems: FormProblem[] = [];
  if (pattern !== undefined) problems.push(...patternProblems(pattern, path));
  if (Object.hasOwn(schema, 'patternProperties')) {
    problems.push({ path, message: '`patternProperties` is not supported' });
  }
  if (Object.hasOwn(schema, '$id') && path !== '')
    problems.push({ path, message: '`$id` is not supported here' });
  const [reference] = own(schema, '$ref');
  if (reference !== undefined && target(reference, root) === null) {
    problems.push({ path, message: `There is no ${JSON.stringify(reference).slice(0, 80)} in the schema` });
  } else if (inPlaceCount(schema, root, MAX_IN_PLACE) > MAX_IN_PLACE) {
    problems.push({ path, message: `More than ${MAX_IN_PLACE} schemas apply to one value` });
  }
  return problems;
}

/** How many schemas apply to one value, counted up to just above `limit`. A circle of references counts for ever. */
function inPlaceCount(schema: Json, root: Json, limit: number): number {
  let count = 0;
  const waiting: Json[] = [schema];
  for (let next = waiting.pop(); next !== undefined && count <= limit; next = waiting.pop()) {
    count += 1;
    if (!isObject(next)) continue;
    waiting.push(...parts(next, inPlace).map(([, child]) => child));
    for (const reference of own(next, '$ref')) {
      const found = target(reference, root);
      if (found !== null) waiting.push(found);
    }
  }
  return count;
}

/** What a `$ref` of the form `#` or `#/$defs/name` points at. */
function target(reference: Json, root: Json): Json | null {
  if (typeof reference !== 'string' || !/^#(\/|$)/.test(reference)) return null;
  let value: Json = root;
  for (const part of reference.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const [inner] = isObject(value) ? own(value, name) : [];
    if (inner === undefined) return null;
    value = inner;
  }
  return isObject(value) ? value : null;
}

function patternProblems(pattern: Json, path: string): readonly FormProblem[] {
  if (typeof pattern !== 'string') return [{ path, message: 'A pattern is text' }];
  try {
    compilePattern(pattern);
    return [];
  } catch (error) {
    if (error instanceof ExpressionFault) return [{ path, message: error.message }];
    throw error;
  }
}
