import {
  CancelledError,
  ChildRunError,
  checkPayload,
  errorFrom,
  type Failure,
  type Json,
  type ParentClosePolicy,
  type RunId,
} from '@baton/core';
import { thrownAt, type CallSite } from '../run/call-site.ts';
import { deferred, type Deferred } from '../run/deferred.ts';
import type { WorkflowFrame } from '../run/frame.ts';
import { perRun, type Run } from '../run/run.ts';

export interface ChildOptions {
  /** Default: `<run id>/<number of the child>`. */
  readonly workflowId?: string;
  /** Default: the parent's. */
  readonly taskQueue?: string;
  /** What happens to the child when the parent closes. Default `terminate`. */
  readonly parentClosePolicy?: ParentClosePolicy;
}

/** A child workflow that has been called: a promise of its result. */
export interface ChildPromise<T> extends Promise<T> {
  readonly workflowId: string;
  /** Resolves with the child's run id once it has been started. */
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

interface Pending {
  readonly request: ChildRequest;
  readonly workflowId: string;
  readonly started: Deferred<RunId>;
  readonly result: Deferred<unknown>;
  leaveScope: () => void;
}

const open = perRun(() => new Map<string, Pending>());

/** Starts a child. A call that cannot be made rejects, and starts nothing. */
export function startChild<T>(frame: WorkflowFrame, request: ChildRequest): ChildPromise<T> {
  const { run, label, scope } = frame;
  if (scope.cancelledWith !== null) return refusedChild(scope.cancelledWith, request);
  const input = checkPayload(request.input, 'input');
  const childId = run.nextId('child');
  const workflowId = request.options.workflowId ?? `${run.ref.runId}/${childId}`;
  run.emit({
    type: 'StartChild',
    childId,
    workflow: request.workflow,
    workflowId,
    input,
    taskQueue: request.options.taskQueue ?? null,
    parentClosePolicy: request.options.parentClosePolicy ?? 'terminate',
    ...(label === undefined ? {} : { label }),
  });
  const pending: Pending = {
    request,
    workflowId,
    started: deferred(),
    result: deferred(),
    leaveScope: () => undefined,
  };
  open(run).set(childId, pending);
  const cancel = (reason = 'Cancelled by the parent'): void => {
    if (open(run).has(childId)) run.emit({ type: 'CancelChild', childId, reason });
  };
  pending.leaveScope = scope.whenCancelled((error) => cancel(error.message));
  const promise = pending.result.promise as Promise<T>;
  return Object.assign(promise, { workflowId, started: pending.started.promise, cancel });
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

export function childStarted(run: Run, event: { readonly childId: string; readonly runId: RunId }): void {
  open(run).get(event.childId)?.started.resolve(event.runId);
}

export function childCompleted(run: Run, event: { readonly childId: string; readonly result: Json }): void {
  close(run, event.childId)?.result.resolve(event.result);
}

/** Failed, cancelled, timed out, terminated, or not started at all. */
export function childFailed(run: Run, event: { readonly childId: string; readonly failure: Failure }): void {
  const pending = close(run, event.childId);
  if (pending === undefined) return;
  const cause = errorFrom(event.failure);
  const { workflow } = pending.request;
  const of = { workflow, workflowId: pending.workflowId };
  const what = cause instanceof CancelledError ? 'was cancelled' : 'failed';
  const error = thrownAt(
    new ChildRunError(of, `Child ${workflow} ${what}: ${cause.message}`, cause),
    pending.request.site,
  );
  pending.started.reject(error);
  pending.result.reject(error);
}

function close(run: Run, childId: string): Pending | undefined {
  const pending = open(run).get(childId);
  open(run).delete(childId);
  pending?.leaveScope();
  return pending;
}
