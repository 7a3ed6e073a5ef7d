// The errors that callers and authors meet. Each has a stable `code`; what a stored failure needs beyond it is in `fields()`.
import type { Duration } from './duration.ts';
import type { ErrorCode } from './error-codes.ts';
import type { Json } from './json.ts';

/** The ancestor of all our errors. `code` never changes its meaning; see error-codes.ts. */
export abstract class BatonError extends Error {
  abstract readonly code: ErrorCode;

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
  }

  /** What this class adds, as JSON: enough to make the error again on the other side. */
  fields(): Record<string, Json> {
    return {};
  }
}

export interface ApplicationErrorOptions {
  /** Never try again, whatever the retry policy says. */
  readonly nonRetryable?: boolean;
  /** Try again after this, instead of the policy's back-off. */
  readonly nextRetryDelay?: Duration;
  /** JSON for whoever handles it. */
  readonly details?: Json;
  readonly cause?: unknown;
}

/** Your own kind of failure: `name` is what `retry.nonRetryable` and error handlers look at. */
export class ApplicationError extends BatonError {
  readonly code = 'APPLICATION_ERROR';
  override readonly name: string;
  readonly nonRetryable: boolean;
  readonly nextRetryDelay: Duration | undefined;
  readonly details: Json | undefined;

  constructor(name: string, message: string, options: ApplicationErrorOptions = {}) {
    super(message, options.cause);
    this.name = name;
    this.nonRetryable = options.nonRetryable ?? false;
    this.nextRetryDelay = options.nextRetryDelay;
    this.details = options.details;
  }
}

/** What was given is not acceptable; `path` says which part, e.g. `retry.coefficient`. Nothing was done. */
export class ValidationError extends BatonError {
  readonly code: ErrorCode = 'INVALID_INPUT';
  override readonly name: string = 'ValidationError';
  readonly path: string;

  constructor(message: string, path = '') {
    super(path === '' ? message : `${path}: ${message}`);
    this.path = path;
  }

  override fields(): Record<string, Json> {
    return { path: this.path };
  }
}

/** A value that cannot be stored as JSON, or is too large. Pass large things by reference. */
export class PayloadError extends ValidationError {
  override readonly code: 'BAD_PAYLOAD' | 'PAYLOAD_TOO_LARGE';
  override readonly name = 'PayloadError';

  constructor(code: 'BAD_PAYLOAD' | 'PAYLOAD_TOO_LARGE', message: string, path = '') {
    super(message, path);
    this.code = code;
  }
}

/** Malformed, forged, expired, or signed with a retired key. It never says which. */
export class InvalidTokenError extends BatonError {
  readonly code = 'INVALID_TOKEN';
  override readonly name = 'InvalidTokenError';
}

export class RunNotFoundError extends BatonError {
  readonly code = 'RUN_NOT_FOUND';
  override readonly name = 'RunNotFoundError';
  /** The run id or workflow id that was asked for. */
  readonly id: string;

  constructor(id: string) {
    super(`There is no run ${id}`);
    this.id = id;
  }

  override fields(): Record<string, Json> {
    return { id: this.id };
  }
}

/** The workflow id is taken: by an open run with another input, or (with `reusePolicy: 'reject'`) by any run. */
export class WorkflowAlreadyStartedError extends BatonError {
  readonly code = 'WORKFLOW_ALREADY_STARTED';
  override readonly name = 'WorkflowAlreadyStartedError';
  readonly workflowId: string;
  readonly runId: string;

  constructor(workflowId: string, runId: string, why: string) {
    super(`Workflow id ${workflowId} is taken by run ${runId}: ${why}`);
    this.workflowId = workflowId;
    this.runId = runId;
  }

  override fields(): Record<string, Json> {
    return { workflowId: this.workflowId, runId: this.runId };
  }
}

/** A request that was understood and cannot be met; `code` says why, e.g. `STALE_ATTEMPT` or `TASK_CLOSED`. Nothing was changed. */
export class RefusedError extends BatonError {
  readonly code: ErrorCode;
  override readonly name = 'RefusedError';
  /** More for the caller, e.g. who decided first. */
  readonly details: Json | undefined;

  constructor(code: ErrorCode, message: string, details?: Json) {
    super(message);
    this.code = code;
    this.details = details;
  }
}
