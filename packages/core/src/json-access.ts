// Reading JSON of unknown shape. Apart from form-schema.ts, so that a page that draws a form doesn't carry the pattern engine.
import type { Json, JsonObject } from './json.ts';

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of an own key, as a list of none or one. */
export function own(schema: JsonObject, key: string): readonly Json[] {
  const value = Object.hasOwn(schema, key) ? schema[key] : undefined;
  return value === undefined ? [] : [value];
}

/** A name as a part of a JSON pointer. */
export function pointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
