// The only place where errors become HTTP codes. What leaves is a stable code, a path and words; never a stack, never SQL.
import { BatonError, errorCodes as coreCodes, type Json, RefusedError, ValidationError } from '@baton/core';
import { TRPCError, type TRPC_ERROR_CODE_KEY } from '@trpc/server';
import { ZodError } from 'zod';
import { isUnavailable } from './unavailable.ts';

/** Codes of ours that only the HTTP edge knows; the engine's are in core's table. */
const edgeCodes = {
  BAD_JSON: { trpc: 'BAD_REQUEST', http: 400 },
  BATCH_TOO_LARGE: { trpc: 'BAD_REQUEST', http: 400 },
  INVALID_API_KEY: { trpc: 'UNAUTHORIZED', http: 401 },
  CSRF: { trpc: 'FORBIDDEN', http: 403 },
  METHOD_NOT_SUPPORTED: { trpc: 'METHOD_NOT_SUPPORTED', http: 405 },
  ALREADY_EXISTS: { trpc: 'CONFLICT', http: 409 },
  LAST_ADMIN: { trpc: 'CONFLICT', http: 409 },
  NOT_PUBLISHED: { trpc: 'CONFLICT', http: 409 },
  DESIGN_ARCHIVED: { trpc: 'CONFLICT', http: 409 },
  BATCH_ENDED: { trpc: 'CONFLICT', http: 409 },
  NOT_WAITING: { trpc: 'CONFLICT', http: 409 },
  HUMAN_TASK: { trpc: 'CONFLICT', http: 409 },
  UNSUPPORTED_MEDIA_TYPE: { trpc: 'UNSUPPORTED_MEDIA_TYPE', http: 415 },
} as const satisfies Record<string, { trpc: TRPC_ERROR_CODE_KEY; http: number }>;

/** Every `data.code` there is, and the status that it has. */
export const errorCodes = { ...coreCodes, ...edgeCodes };

export type ErrorCode = keyof typeof errorCodes;

/** An input that was refused: where, and why. */
export interface InputProblem {
  /** Dotted, e.g. `document.nodes.3.name`. */
  readonly path: string;
  readonly message: string;
}

/** What `error.data` is, in tRPC answers and, as `error`, in those of `/api/v1`. */
export interface ErrorData {
  readonly code: ErrorCode;
  readonly httpStatus: number;
  /** The procedure. */
  readonly path: string | null;
  readonly problems: readonly InputProblem[];
  /** Typed by code: the current revision of a design, who decided a task, … */
  readonly details: Json;
}

/** A thing that can happen to a request. The message is for people. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode;
  readonly details: Json;
  readonly problems: readonly InputProblem[];

  constructor(
    code: ErrorCode,
    message: string,
    more: { readonly details?: Json; readonly problems?: readonly InputProblem[] } = {},
  ) {
    super(message);
    this.code = code;
    this.details = more.details ?? null;
    this.problems = more.problems ?? [];
  }
}

/** tRPC's own refusals (unknown procedure, wrong method, …), by its key. */
const codeOfStatus: Partial<Record<TRPC_ERROR_CODE_KEY, ErrorCode>> = {
  PARSE_ERROR: 'BAD_JSON',
  BAD_REQUEST: 'INVALID_INPUT',
  UNAUTHORIZED: 'UNAUTHENTICATED',
  FORBIDDEN: 'FORBIDDEN',
  NOT_FOUND: 'NOT_FOUND',
  METHOD_NOT_SUPPORTED: 'METHOD_NOT_SUPPORTED',
  TIMEOUT: 'TIMEOUT',
  PAYLOAD_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  UNSUPPORTED_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  TOO_MANY_REQUESTS: 'RATE_LIMITED',
};

/** As an ApiError, whatever was thrown. What we did not foresee is `INTERNAL`, and says nothing about itself. */
export function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  if (thrown instanceof BatonError) return engineError(thrown);
  if (isUnavailable(thrown)) return new ApiError('UNAVAILABLE', 'The database is not available; try again');
  if (thrown instanceof ZodError) return inputError(thrown);
  if (thrown instanceof TRPCError) {
    const cause: unknown = thrown.cause;
    // Ours, wrapped on the way through tRPC. A cause that nobody knows says no more than its wrapper.
    const known = cause === undefined ? null : toApiError(cause);
    if (known !== null && known.code !== 'INTERNAL') return known;
    const code = codeOfStatus[thrown.code];
    if (code !== undefined) return new ApiError(code, plainMessage(thrown));
  }
  return new ApiError('INTERNAL', 'Something went wrong on the server. It has been logged.');
}

export function errorData(error: ApiError, path: string | null): ErrorData {
  return {
    code: error.code,
    httpStatus: errorCodes[error.code].http,
    path,
    problems: error.problems,
    details: error.details,
  };
}

/** At most this many problems are told: a body of 1 MiB could have 100,000. */
const MAX_PROBLEMS = 20;

/** The engine's own errors carry their code, and what else there is to know in `fields`. */
function engineError(error: BatonError): ApiError {
  const problems =
    error instanceof ValidationError && error.path !== ''
      ? [{ path: error.path, message: error.message }]
      : [];
  const details = error instanceof RefusedError ? (error.details ?? null) : error.fields();
  return new ApiError(error.code, error.message, { details, problems });
}

function inputError(error: ZodError): ApiError {
  const problems = error.issues.slice(0, MAX_PROBLEMS).map((issue) => ({
    path: issue.path.map(String).join('.').slice(0, 300),
    message: issue.message.slice(0, 300),
  }));
  const first = problems[0];
  const where = first === undefined || first.path === '' ? '' : `${first.path}: `;
  return new ApiError('INVALID_INPUT', `${where}${first?.message ?? 'Invalid input'}`, { problems });
}

/** tRPC's messages name the procedure or the rule; a JSON parser's quote the input and are dropped. */
function plainMessage(error: TRPCError): string {
  return error.code === 'PARSE_ERROR' || error.cause instanceof SyntaxError
    ? 'The body is not valid JSON'
    : error.message.slice(0, 300);
}
