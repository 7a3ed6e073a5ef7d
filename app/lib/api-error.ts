// Errors of calls to the server, read. The codes are those of server/errors.ts.
import { TRPCClientError } from '@trpc/client';

import type { ErrorCode, ErrorData, InputProblem } from '../../server/errors.ts';

function dataOf(error: unknown): Partial<ErrorData> | null {
  if (!(error instanceof TRPCClientError)) return null;
  const data: unknown = error.data;
  // The formatter in server/trpc.ts makes every `data` of this shape; null when no answer came.
  return typeof data === 'object' && data !== null ? data : null;
}

/** The stable code; null if the server was not reached. */
export function codeOf(error: unknown): ErrorCode | null {
  return dataOf(error)?.code ?? null;
}

export function statusOf(error: unknown): number | null {
  return dataOf(error)?.httpStatus ?? null;
}

/** What was refused, by dotted path. */
export function problemsOf(error: unknown): readonly InputProblem[] {
  return dataOf(error)?.problems ?? [];
}

/** Typed by code; see server/errors.ts. */
export function detailsOf(error: unknown): unknown {
  return dataOf(error)?.details ?? null;
}

/** A sentence to show. */
export function messageOf(error: unknown): string {
  if (codeOf(error) === null) return 'The server could not be reached. Nothing was changed; try again.';
  return error instanceof Error ? error.message : 'Something went wrong.';
}
