import { errorFrom, type Failure, type Json } from '@baton/core';
import { TRPCClientError } from '@trpc/client';
import type { ErrorCode, ErrorData } from '../../../server/errors.ts';

/** Where an input was refused, and why. */
export interface InputProblem {
  /** Dotted, e.g. `error.nextRetryDelay`. */
  readonly path: string;
  readonly message: string;
}

/**
 * A call that was refused, or that never arrived. Look at `code`; it never changes its meaning, and the message may.
 *
 * `UNREACHABLE`: no answer came, although it was tried again; for anything but a read it is not known whether the call took effect.
 */
export class CallError extends Error {
  override readonly name = 'CallError';
  readonly code: ErrorCode | 'UNREACHABLE';
  /** Null: no answer came. */
  readonly httpStatus: number | null;
  readonly problems: readonly InputProblem[];
  /** More, by code: e.g. the run that has the workflow id. */
  readonly details: Json;

  constructor(message: string, data: Partial<ErrorData>, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = data.code ?? 'UNREACHABLE';
    this.httpStatus = data.httpStatus ?? null;
    this.problems = data.problems ?? [];
    this.details = data.details ?? null;
  }
}

/** Whatever a tRPC call threw. */
export function asCallError(thrown: unknown): CallError {
  if (thrown instanceof CallError) return thrown;
  if (!(thrown instanceof TRPCClientError)) {
    return new CallError(thrown instanceof Error ? thrown.message : String(thrown), {}, thrown);
  }
  const data: unknown = thrown.data;
  const known = typeof data === 'object' && data !== null ? (data as Partial<ErrorData>) : {};
  return new CallError(thrown.message, known, causeOf(known) ?? thrown.cause ?? thrown);
}

/** What the run's own code has thrown (`UPDATE_FAILED`, `UPDATE_REJECTED`, `QUERY_FAILED`), as an error. */
function causeOf({ details }: Partial<ErrorData>): Error | null {
  if (typeof details !== 'object' || details === null || !('failure' in details)) return null;
  return errorFrom(details['failure'] as unknown as Failure);
}
