// Rows turned into the arrays that `unnest` takes.
import type { Value } from '../connection/pool.ts';

export type RowValues = readonly Value[];

/** One array for each of `width` columns. */
export function columns(rows: readonly RowValues[], width: number): Value[][] {
  return Array.from({ length: width }, (_, column) => rows.map((row) => row[column] ?? null));
}

/** An array literal of ids, for columns that hold an array for each row (arrays of arrays have to be rectangular). */
export function idArray(ids: readonly string[]): string {
  return `{${ids.join(',')}}`;
}

/** An array literal of any texts. */
export function textArray(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
