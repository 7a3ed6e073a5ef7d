// Every stable code that a caller or an author can meet, and what it means over tRPC and HTTP. The only such table.

interface Meaning {
  readonly trpc: TrpcCode;
  readonly http: number;
}

/** The subset of tRPC's codes that we answer with; each has one HTTP status. */
export type TrpcCode =
  | 'BAD_REQUEST'
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'PRECONDITION_FAILED'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNPROCESSABLE_CONTENT'
  | 'TOO_MANY_REQUESTS'
  | 'TIMEOUT'
  | 'SERVICE_UNAVAILABLE'
  | 'INTERNAL_SERVER_ERROR';

const badRequest = { trpc: 'BAD_REQUEST', http: 400 } as const;
const unauthorized = { trpc: 'UNAUTHORIZED', http: 401 } as const;
const forbidden = { trpc: 'FORBIDDEN', http: 403 } as const;
const notFound = { trpc: 'NOT_FOUND', http: 404 } as const;
const conflict = { trpc: 'CONFLICT', http: 409 } as const;
const precondition = { trpc: 'PRECONDITION_FAILED', http: 412 } as const;
const tooLarge = { trpc: 'PAYLOAD_TOO_LARGE', http: 413 } as const;
const unprocessable = { trpc: 'UNPROCESSABLE_CONTENT', http: 422 } as const;
const tooMany = { trpc: 'TOO_MANY_REQUESTS', http: 429 } as const;
const timeout = { trpc: 'TIMEOUT', http: 408 } as const;
const unavailable = { trpc: 'SERVICE_UNAVAILABLE', http: 503 } as const;
const internal = { trpc: 'INTERNAL_SERVER_ERROR', http: 500 } as const;

/** Codes never change their meaning and are never removed. */
export const errorCodes = {
  // What was sent is wrong.
  INVALID_INPUT: badRequest,
  INVALID_TOKEN: badRequest,
  BAD_PAYLOAD: badRequest,
  PAYLOAD_TOO_LARGE: tooLarge,
  FORM_INVALID: unprocessable,
  UNKNOWN_OUTCOME: unprocessable,
  DESIGN_INVALID: unprocessable,
  UNKNOWN_QUERY: notFound,
  UNKNOWN_UPDATE: notFound,
  UPDATE_REJECTED: unprocessable,
  /** The handler of a query or of an accepted update threw. */
  QUERY_FAILED: unprocessable,
  UPDATE_FAILED: unprocessable,

  // Who sent it may not.
  UNAUTHENTICATED: unauthorized,
  FORBIDDEN: forbidden,
  NOT_ASSIGNEE: forbidden,
  REQUESTER_MAY_NOT_APPROVE: forbidden,

  // What it is about is not there, or no longer open.
  NOT_FOUND: notFound,
  RUN_NOT_FOUND: notFound,
  RUN_CLOSED: notFound,
  ACTIVITY_CLOSED: notFound,
  TASK_NOT_FOUND: notFound,

  // Somebody else was first, or the caller's knowledge is old.
  WORKFLOW_ALREADY_STARTED: conflict,
  STALE_ATTEMPT: conflict,
  STALE_EPOCH: conflict,
  ALREADY_COMPLETED: conflict,
  NOT_CANCELLED: conflict,
  TASK_CLOSED: conflict,
  TASK_CLAIMED: conflict,
  REVISION_CONFLICT: conflict,
  IDEMPOTENCY_CONFLICT: conflict,
  HISTORY_TOO_LARGE: precondition,
  RESET_POINT_INVALID: unprocessable,

  // Not now.
  RATE_LIMITED: tooMany,
  TIMEOUT: timeout,
  QUERY_TIMEOUT: timeout,
  NO_WORKER: unavailable,
  UNAVAILABLE: unavailable,
  /** Refused before anything was done: the server has more to do than it can. */
  OVERLOADED: unavailable,
  INTERNAL: internal,

  // How activities, sessions, children and runs fail. Callers meet them as the outcome of a run.
  APPLICATION_ERROR: unprocessable,
  ACTIVITY_FAILED: unprocessable,
  ACTIVITY_TIMEOUT: unprocessable,
  HEARTBEAT_TIMEOUT: unprocessable,
  ACTIVITY_NOT_REGISTERED: unprocessable,
  CANCELLED: unprocessable,
  SESSION_FAILED: unprocessable,
  SESSION_CREATION_TIMEOUT: unprocessable,
  SESSION_ALREADY_OPEN: unprocessable,
  SESSION_CLOSED: unprocessable,
  CHILD_RUN_FAILED: unprocessable,
  RUN_TERMINATED: unprocessable,
  RUN_TIMED_OUT: unprocessable,
  CONTINUED_AS_NEW: unprocessable,

  // Why a run is blocked, not failed.
  NONDETERMINISM: conflict,
  WORKFLOW_NOT_REGISTERED: unavailable,
  POISON: unprocessable,
} as const satisfies Record<string, Meaning>;

export type ErrorCode = keyof typeof errorCodes;

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorCodes, text);
}
