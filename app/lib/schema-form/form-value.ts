// The value of a form, changed at a place. Nothing here knows React.
import type { Json } from '@baton/core';

import { isObject } from './field-spec.ts';

/** Where in the value: keys and indices. */
export type Path = readonly string[];

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

/** The name of a place in error tables: `items.0.name`. */
export function pathName(path: Path): string {
  return path.join('.');
}
