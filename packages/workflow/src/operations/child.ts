// A child workflow: its attempts, one run after another under the same workflow id, and what their ends do to the code that waits.
import {
  CancelledError,
  ChildRunError,
  afterFailure,
  errorFrom,
  recordRetry,
  type Duration,
  type Failure,
  type Json,
  type ParentClosePolicy,
  type RetryOptions,
  type RetryPolicy,
  type RunId,
} from '@baton/core';
import { jsonOf, msOf } from '../run/author-input.ts';
import { thrownAt, type CallSite } from '../run/call-site.ts';
import { deferred, type Deferred } from '../run/deferred.ts';
import { isCancellation } from '../run/ending.ts';
import type { WorkflowFrame } from '../run/frame.ts';
import { perRun, type Run } from '../run/run.ts';
import { sessionsIn } from './session.ts';
import { startTimer } from './timer.ts';

export interface ChildOptions {
  /** Default: `<run id>/<number of the child>`. */
  readonly workflowId?: string;
  /** Default: the parent's. */
  readonly taskQueue?: string;
  /** What happens to the child when the parent closes, in whatever way. Default `terminate`. */
  readonly parentClosePolicy?: ParentClosePolicy;
  /** Ends the child as `timedOut`. Default: what its definition says. */
  readonly runTimeout?: Duration;
  /**
   * Starts the child again, with the same workflow id, when it has failed or timed out. Default: it is started once. The waiting is
   * the parent's: changing the policy is a change of the parent's code.
   */
  readonly retry?: RetryOptions;
}

/** A child workflow that has been called: a promise of its result. */
export interface ChildPromise<T> extends Promise<T> {
  readonly workflowId: string;
  /** Resolves with the child's run id once it has been started; that of the first attempt. */
  readonly started: Promise<RunId>;
  /** Asks it to stop; the promise settles when it has closed. */
  readonly cancel: (reason?: string) => void;
}

export interface ChildRequest {
  readonly workflow: string;
  readonly input: unknown;
  readonly options: ChildOptions;
  readonly site: CallSite;
}

// running → (failed, and the policy allows another) waiting → running → … → settled.
interface Pending {
  readonly frame: WorkflowFrame;
  readonly request: ChildRequest;
  readonly input: Json;
  readonly runTimeoutMs: number | null;
  readonly retry: RetryPolicy | null;
  readonly workflowId: string;
  readonly started: Deferred<RunId>;
  readonly result: Deferred<unknown>;
  attempt: number;
  cancelAsked: boolean;
  /** Asks what is there now to stop: the run, or the wait for the next one. */
  stop: (reason: string) => void;
  leaveScope: () => void;
}

/** By child id: the attempts that run. */
const open = perRun(() => new Map<string, Pending>());

/** Starts a child. A call that cannot be made rejects, and starts nothing. @throws {ValidationError} for options that can't be. */
export function startChild<T>(frame: WorkflowFrame, request: ChildRequest): ChildPromise<T> {
  const { retry, runTimeout, workflowId } = request.options;
  const checked = {
    input: jsonOf(request.input, 'input'),
    runTimeoutMs: runTimeout === undefined ? null : msOf(runTimeout, 'runTimeout'),
    retry: retry === undefined ? null : recordRetry(retry),
  };
  const { run, scope } = frame;
  if (scope.cancelledWith !== null) return refusedChild(scope.cancelledWith, request);
  const childId = run.nextId('child');
  const pending: Pending = {
    ...checked,
    frame,
    request,
    workflowId: workflowId ?? `${run.ref.runId}/${childId}`,
    started: deferred(),
    result: deferred(),
    attempt: 0,
    cancelAsked: false,
    stop: () => undefined,
    leaveScope: () => undefined,
  };
  begin(pending, childId);
  pending.leaveScope = scope.whenCancelled((error) => askToCancel(pending, error.message));
  return Object.assign(pending.result.promise as Promise<T>, {
    workflowId: pending.workflowId,
    started: pending.started.promise,
    cancel: (reason = 'Cancelled by the parent') => askToCancel(pending, reason),
  });
}

function refusedChild<T>(error: Error, request: ChildRequest): ChildPromise<T> {
  const none = deferred<RunId>();
  none.reject(error);
  return Object.assign(Promise.reject<T>(thrownAt(error, request.site)), {
    workflowId: request.options.workflowId ?? '',
    started: none.promise,
    cancel: () => undefined,
  });
}

function begin(pending: Pending, childId: string): void {
  const { run, label } = pending.frame;
  const { workflow, options } = pending.request;
  const sessions = sessionsIn(run, pending.input);
  pending.attempt += 1;
  run.emit({
    type: 'StartChild',
    childId,
    workflow,
    workflowId: pending.workflowId,
    input: pending.input,
    taskQueue: options.taskQueue ?? null,
    parentClosePolicy: options.parentClosePolicy ?? 'terminate',
    ...(sessions.length === 0 ? {} : { sessions }),
    ...(pending.runTimeoutMs === null ? {} : { runTimeoutMs: pending.runTimeoutMs }),
    ...(label === undefined ? {} : { label }),
  });
  open(run).set(childId, pending);
  pending.stop = (reason) => run.emit({ type: 'CancelChild', childId, reason });
}

function askToCancel(pending: Pending, reason: string): void {
  if (pending.cancelAsked) return;
  pending.cancelAsked = true;
  pending.stop(reason);
}

// ---- what happens to it -------------------------------------------------------------------------------------------------

export function childStarted(run: Run, event: { readonly childId: string; readonly runId: RunId }): void {
  open(run).get(event.childId)?.started.resolve(event.runId);
}

export function childCompleted(
  run: Run,
  event: { readonly childId: string; readonly result: Json; readonly runId?: RunId },
): void {
  const pending = taken(run, event.childId);
  if (pending === undefined) return;
  hasStarted(pending, event.runId);
  settle(pending);
  pending.result.resolve(event.result);
}

/** Failed, cancelled, timed out or terminated: with a policy, perhaps not for good. */
export function childFailed(
  run: Run,
  event: { readonly childId: string; readonly failure: Failure; readonly runId?: RunId },
): void {
  const pending = taken(run, event.childId);
  if (pending === undefined) return;
  hasStarted(pending, event.runId);
  const delayMs = delayToNext(pending, event.failure);
  if (delayMs === null) fail(pending, errorFrom(event.failure));
  else waitForNext(pending, delayMs);
}

/** Its workflow id is taken: another attempt would meet the same. */
export function childStartFailed(
  run: Run,
  event: { readonly childId: string; readonly failure: Failure },
): void {
  const pending = taken(run, event.childId);
  if (pending !== undefined) fail(pending, errorFrom(event.failure));
}

/** What has ended was started, though the news of that may still be on their way. */
function hasStarted({ started }: Pending, runId: RunId | undefined): void {
  if (runId !== undefined) started.resolve(runId);
}

/** Null: there is no other attempt. */
function delayToNext({ retry, attempt, cancelAsked, frame }: Pending, failure: Failure): number | null {
  if (retry === null || cancelAsked || failure.code === 'RUN_TERMINATED') return null;
  if (isCancellation(errorFrom(failure))) return null;
  const options = { retry, scheduleToCloseMs: null };
  const { nowMs } = frame.run;
  const next = afterFailure({ options, attempt, scheduledAtMs: nowMs, nowMs, failure });
  return next.kind === 'retry' ? next.delayMs : null;
}

function waitForNext(pending: Pending, delayMs: number): void {
  const { run } = pending.frame;
  // The wait belongs to the run: a scope that has ended meanwhile must not leave the promise without an end.
  const frame = { ...pending.frame, scope: run.root };
  const stopWaiting = startTimer(frame, run.nowMs + delayMs, () => begin(pending, run.nextId('child')));
  pending.stop = (reason) => {
    stopWaiting();
    fail(pending, new CancelledError(reason));
  };
}

// ---- how it closes ------------------------------------------------------------------------------------------------------

function taken(run: Run, childId: string): Pending | undefined {
  const pending = open(run).get(childId);
  open(run).delete(childId);
  return pending;
}

function settle(pending: Pending): void {
  pending.stop = () => undefined;
  pending.leaveScope();
}

function fail(pending: Pending, cause: Error): void {
  settle(pending);
  const { workflow, site } = pending.request;
  const of = { workflow, workflowId: pending.workflowId };
  const what = cause instanceof CancelledError ? 'was cancelled' : 'failed';
  const error = thrownAt(new ChildRunError(of, `Child ${workflow} ${what}: ${cause.message}`, cause), site);
  pending.started.reject(error);
  pending.result.reject(error);
}
