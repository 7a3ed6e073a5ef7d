import { CancelledError, TimeoutError, cancelFailure, errorFrom, formatMs, type Duration } from '@baton/core';
import { msOf } from '../run/author-input.ts';
import { callSite, thrownAt } from '../run/call-site.ts';
import { isCancellation } from '../run/ending.ts';
import { commandFrame, enter, workflowFrame } from '../run/frame.ts';
import { Scope } from '../run/scope.ts';
import type { Run } from '../run/run.ts';
import { startTimer } from './timer.ts';

export interface CancellablePromise<T> extends Promise<T> {
  /** Cancels what the function waits for, now and from now on. Does nothing once it has settled. */
  readonly cancel: (reason?: string) => void;
}

/** Runs `fn` in a scope of its own, which `.cancel()` of the answer (or the scope around it) cancels. */
export function cancellable<T>(fn: () => T | Promise<T>): CancellablePromise<T> {
  const frame = workflowFrame('cancellable()');
  const scope = new Scope(frame.scope);
  const promise = enter({ ...frame, scope }, () => inScope(scope, fn));
  return Object.assign(promise, {
    cancel: (reason = 'The scope was cancelled') =>
      scope.cancel(new CancelledError(reason, 'ACTIVITY_CANCELLED')),
  });
}

/** Runs `fn` to its end even if the scope around it, or the whole run, is cancelled. For cleaning up. */
export function nonCancellable<T>(fn: () => T | Promise<T>): Promise<T> {
  const frame = workflowFrame('nonCancellable()');
  const scope = new Scope(frame.scope, true);
  return enter({ ...frame, scope }, () => inScope(scope, fn));
}

/**
 * Runs `fn` and cancels what it waits for once the time has passed. Waits for `fn` to unwind; if it catches the
 * cancellation and answers, that answer stands.
 * @throws {TimeoutError} if the time passed.
 */
export async function withTimeout<T>(duration: Duration, fn: () => T | Promise<T>): Promise<T> {
  const frame = commandFrame('withTimeout()');
  const ms = msOf(duration);
  const site = callSite(withTimeout);
  const scope = new Scope(frame.scope);
  const timedOut = new CancelledError(`Timed out after ${formatMs(ms)}`, 'TIMED_OUT');
  const cancelTimer = startTimer(frame, frame.run.nowMs + ms, () => scope.cancel(timedOut));
  try {
    return await enter({ ...frame, scope }, () => inScope(scope, fn));
  } catch (error) {
    if (scope.cancelledWith === timedOut && isCancellation(error)) {
      throw thrownAt(new TimeoutError('scope', timedOut.message, error), site);
    }
    throw error;
  } finally {
    cancelTimer();
  }
}

export function cancelRequested(run: Run, event: { readonly reason: string }): void {
  // Made from its stored form: it has no stack, since nobody's code is to blame.
  const error = errorFrom(cancelFailure('WORKFLOW_CANCELLED', event.reason));
  if (error instanceof CancelledError) run.root.cancel(error);
}

async function inScope<T>(scope: Scope, fn: () => T | Promise<T>): Promise<T> {
  try {
    return await fn();
  } finally {
    scope.end();
  }
}
