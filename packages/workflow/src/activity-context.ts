// What an activity's handler gets, and how one attempt is run. Who fills the context in is the worker's business.
import { type ActivityId, type Json, type RunId, type SessionId, type WorkerId } from '@baton/core';
import { currentFrame, enter } from './run/frame.ts';

/** Which attempt of what. Times are instants in milliseconds. */
export interface ActivityInfo {
  readonly activity: string;
  readonly activityId: ActivityId;
  /** From 1. */
  readonly attempt: number;
  readonly workflow: string;
  readonly workflowId: string;
  readonly runId: RunId;
  readonly scheduledAtMs: number;
  readonly startedAtMs: number;
  /** When this attempt has to have ended; `null`: no limit. */
  readonly deadlineMs: number | null;
}

export interface ActivitySession {
  readonly sessionId: SessionId;
  readonly epoch: number;
  readonly workerId: WorkerId;
  readonly hostName: string;
}

/** What a handler gets as its second argument. */
export interface ActivityContext<Checkpoint = Json> {
  /** Says that the attempt is alive, and what it has done so far. May be called often: beats are coalesced. */
  readonly heartbeat: (details?: Checkpoint) => void;
  /** The details of the last heartbeat of an earlier attempt. */
  readonly checkpoint: Checkpoint | undefined;
  /** Completes, fails or beats for this activity from any service; stays valid over retries. Reading it makes the attempt durable. */
  readonly token: string;
  /** As `token`, but only for this attempt. */
  readonly attemptToken: string;
  /** Aborted when the attempt should stop; `reason` is a `CancelReason`. */
  readonly signal: AbortSignal;
  readonly session: ActivitySession | null;
  readonly info: ActivityInfo;
}

declare const brand: unique symbol;
/** The answer of a handler whose result comes later, by token. */
export interface AsyncResult {
  readonly [brand]: true;
}
// The only one there is; nobody else can make one.
const asyncResultMarker = Object.freeze({}) as AsyncResult;

export interface ActivityAttempt {
  readonly context: ActivityContext;
  /** Resolves once a completion by token would be accepted. */
  tokenReady(): Promise<void>;
}

/** Runs a handler, and answers what it answers: perhaps a promise. @throws what it throws. */
export function runAttempt(attempt: ActivityAttempt, handler: () => unknown): unknown {
  return enter({ kind: 'activity', attempt }, handler);
}

/** Whether the answer of a handler means that its result comes later. */
export function isAsyncResult(answer: unknown): boolean {
  return answer === asyncResultMarker;
}

/** Return this from a handler: the attempt stays open until someone completes it by token; the worker's slot is free meanwhile. */
export function makeAsync(): AsyncResult {
  currentAttempt('makeAsync()');
  return asyncResultMarker;
}

/** Hands the token to `send`, waits for it, and leaves the attempt open. `return asyncResult((token) => queue.send({ token }))` */
export async function asyncResult(send: (token: string) => unknown): Promise<AsyncResult> {
  const attempt = currentAttempt('asyncResult()');
  const { token } = attempt.context;
  await attempt.tokenReady();
  await send(token);
  return asyncResultMarker;
}

/** The context of the activity that this code runs in, however deep. @throws outside of activities. */
export function activityContext<Checkpoint = Json>(): ActivityContext<Checkpoint> {
  // Which activity this is, only the author knows.
  return currentAttempt('activityContext()')
    .context as ActivityContext<unknown> as ActivityContext<Checkpoint>;
}

/** Used outside of an activity. */
export class NotInActivityError extends Error {
  override readonly name = 'NotInActivityError';
  readonly code = 'NOT_IN_ACTIVITY';
}

function currentAttempt(api: string): ActivityAttempt {
  const frame = currentFrame();
  if (frame?.kind !== 'activity') throw new NotInActivityError(`${api} can only be called in an activity`);
  return frame.attempt as ActivityAttempt;
}

/** Whether an activity's handler (or what it has called) is running. */
export function isInActivity(): boolean {
  return currentFrame()?.kind === 'activity';
}
