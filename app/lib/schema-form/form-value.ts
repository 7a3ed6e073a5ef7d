// The value of a form, read and changed at a place. Nothing here knows React.
import type { FormField, Json, JsonObject } from '@baton/core';

/** Where in the value: keys and indices. */
export type Path = readonly string[];

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function valueAt(value: Json, path: Path): Json | undefined {
  let at: Json | undefined = value;
  for (const key of path) {
    if (Array.isArray(at)) at = (at as readonly Json[])[Number(key)];
    else if (isObject(at)) at = at[key];
    else return undefined;
  }
  return at;
}

/** A new value with `next` at `path`; `undefined` takes the key out. */
export function withValueAt(value: Json, path: Path, next: Json | undefined): Json {
  const [key, ...rest] = path;
  if (key === undefined) return next ?? null;
  if (Array.isArray(value)) {
    const items = [...(value as readonly Json[])];
    items[Number(key)] = withValueAt(items[Number(key)] ?? null, rest, next);
    return items;
  }
  const base = isObject(value) ? value : {};
  if (rest.length === 0 && next === undefined) {
    return Object.fromEntries(Object.entries(base).filter(([name]) => name !== key));
  }
  return { ...base, [key]: withValueAt(base[key] ?? null, rest, next) };
}

/** As problems name the place: a JSON pointer. */
export function pointerOf(path: Path): string {
  return path.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** What a form starts with: the schema's defaults, and nothing else. */
export function defaultsOf(fields: readonly FormField[]): JsonObject {
  const entries = fields.flatMap((field): [string, Json][] => {
    if (field.default !== undefined) return [[field.name, field.default]];
    const inner = defaultsOf(field.fields);
    return Object.keys(inner).length > 0 ? [[field.name, inner]] : [];
  });
  return Object.fromEntries(entries);
}

/** A new item of a list. */
export function emptyOf(field: FormField | null): Json {
  if (field === null) return null;
  if (field.default !== undefined) return field.default;
  switch (field.kind) {
    case 'object':
      return defaultsOf(field.fields);
    case 'list':
    case 'choices':
      return [];
    case 'boolean':
      return false;
    case 'number':
    case 'integer':
    case 'choice':
    case 'json':
      return null;
    default:
      return '';
  }
}
