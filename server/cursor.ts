// Keyset cursors: where the page before ended, opaque to the caller, checked when it comes back.
import { z } from 'zod';
import { ApiError } from './errors.ts';

export function encodeCursor(place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** @throws {ApiError} INVALID_INPUT, if it's none of ours. */
export function decodeCursor<T extends z.ZodType>(cursor: string, place: T): z.output<T> {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const parsed = place.safeParse(parseOrNull(text));
  if (parsed.success) return parsed.data;
  const problem = { path: 'cursor', message: 'Not a cursor of this list' };
  throw new ApiError('INVALID_INPUT', 'cursor: Not a cursor of this list', { problems: [problem] });
}

/** Cuts what was read one too many, and says where the next page begins. */
export function pageOf<T>(
  rows: readonly T[],
  limit: number,
  placeOf: (last: T) => readonly (string | number)[],
): { readonly rows: readonly T[]; readonly nextCursor: string | null } {
  const last = rows[limit - 1];
  if (rows.length <= limit || last === undefined) return { rows, nextCursor: null };
  return { rows: rows.slice(0, limit), nextCursor: encodeCursor(placeOf(last)) };
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
