// Rows turned into the arrays that `unnest` takes.
import type { Value } from '../connection/pool.ts';

export type RowValues = readonly Value[];

/** One array for each of `width` columns. */
export function columns(rows: readonly RowValues[], width: number): Value[] {
  return Array.from({ length: width }, (_, column) => arrayOf(rows.map((row) => row[column] ?? null)));
}

/**
 * The values as an array literal. `pg` would make the same, with two regular expressions for each value: for batches of a thousand rows that is
 * a sixth of all the garbage of a worker. Only arrays of arrays are left to it.
 */
function arrayOf(values: readonly Value[]): Value {
  const parts: string[] = [];
  for (const value of values) {
    if (Array.isArray(value)) return values;
    parts.push(typeof value === 'string' ? quoted(value) : String(value ?? 'NULL'));
  }
  return `{${parts.join(',')}}`;
}

function quoted(text: string): string {
  const isPlain = !text.includes('"') && !text.includes('\\');
  return isPlain ? `"${text}"` : `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** An array literal of ids, for columns that hold an array for each row (arrays of arrays have to be rectangular). */
export function idArray(ids: readonly string[]): string {
  return `{${ids.join(',')}}`;
}

/** An array literal of any texts. */
export function textArray(texts: readonly string[]): string {
  return `{${texts.map(quoted).join(',')}}`;
}
