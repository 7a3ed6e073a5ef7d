// What the author of a worker may say when its sessions come back to it.
import type { RunId, SessionId } from '@baton/core';

/** A session that was suspended when the process before this one was gone. */
export interface ReturningSession {
  readonly sessionId: SessionId;
  readonly runId: RunId;
  readonly workflowId: string;
  /** What it has reserved here. */
  readonly resources: Readonly<Record<string, number>>;
}

export interface ReestablishContext {
  /** That its activities will see as `ctx.session.epoch`. The first return is 2. */
  readonly epoch: number;
  /** When its worker was found to be gone, in milliseconds since 1970. */
  readonly suspendedAtMs: number;
  /** When nobody waits for the answer any more, in milliseconds since 1970. */
  readonly deadlineMs: number;
  /** Aborted then, and when this worker has to stop. */
  readonly signal: AbortSignal;
}

/**
 * Asked on the worker that came back, for each session that waits for it, before the session is open again: is what it needs still here? If it
 * throws, or rejects, the session fails with the reason `STATE_LOST` and this error as its cause.
 */
export type OnReestablish = (session: ReturningSession, context: ReestablishContext) => void | Promise<void>;
