// An activity: the commands that a workflow gives about it, and what its events do to the code that waits.
import {
  ActivityError,
  CancelledError,
  TimeoutError,
  checkPayload,
  errorFrom,
  retryStateOf,
  type ActivityId,
  type CancelReason,
  type Failure,
  type HumanTaskSpec,
  type Json,
  type RecordedActivityOptions,
  type SessionId,
} from '@baton/core';
import { msOf } from '../run/author-input.ts';
import { authorFailure } from '../run/author-stack.ts';
import { thrownAt, type CallSite } from '../run/call-site.ts';
import { deferred, type Deferred } from '../run/deferred.ts';
import { runHandler } from '../run/ending.ts';
import type { WorkflowFrame } from '../run/frame.ts';
import { perRun, type Run } from '../run/run.ts';
import { activityHandles, refused, type ActivityPromise, type HeartbeatOptions } from './activity-promise.ts';

export interface ActivityRequest {
  readonly name: string;
  readonly input: Json;
  readonly options: RecordedActivityOptions;
  readonly human?: HumanTaskSpec;
  /** Stands for `scheduleToClose`. */
  readonly until: PromiseLike<unknown> | null;
  readonly site: CallSite;
}

interface Pending {
  readonly id: ActivityId;
  /** As recorded: on replay the code may say otherwise by now. */
  options: RecordedActivityOptions;
  readonly request: ActivityRequest;
  readonly frame: WorkflowFrame;
  readonly sessionId: SessionId | null;
  readonly result: Deferred<unknown>;
  cancelAsked: boolean;
  onBeat: ((details: Json) => unknown) | null;
  leaveScope: () => void;
}

const open = perRun(() => new Map<ActivityId, Pending>());

const nothing = (): void => undefined;

/** Schedules it in the frame's session, if it has one. A call that cannot be made rejects, and schedules nothing. */
export function scheduleActivity<T, Checkpoint>(
  frame: WorkflowFrame,
  request: ActivityRequest,
): ActivityPromise<T, Checkpoint> {
  const refusal = frame.scope.cancelledWith ?? frame.session?.refusal ?? null;
  if (refusal !== null) return refused(refusal, request.site);
  const { run, session, label } = frame;
  const id = run.nextId('activity') as ActivityId;
  run.emit({
    type: 'ScheduleActivity',
    activityId: id,
    name: request.name,
    input: request.input,
    options: request.options,
    ...(session === null ? {} : { sessionId: session.sessionId }),
    ...(request.human === undefined ? {} : { human: request.human }),
    ...(label === undefined ? {} : { label }),
  });
  const pending: Pending = {
    id,
    options: request.options,
    request,
    frame,
    sessionId: session?.sessionId ?? null,
    result: deferred(),
    cancelAsked: false,
    onBeat: null,
    leaveScope: nothing,
  };
  open(run).set(id, pending);
  pending.leaveScope = frame.scope.whenCancelled((error) =>
    askToCancel(pending, error.reason, error.message),
  );
  limitBy(pending, request.until);
  return handleOf<T, Checkpoint>(pending.result.promise, pending);
}

// ---- what the workflow does ---------------------------------------------------------------------------------------------

function askToCancel(pending: Pending, reason: CancelReason, message?: string): void {
  const { run } = pending.frame;
  if (pending.cancelAsked || !open(run).has(pending.id)) return;
  pending.cancelAsked = true;
  run.emit({
    type: 'CancelActivity',
    activityId: pending.id,
    reason,
    ...(message === undefined ? {} : { message }),
  });
  if (pending.options.cancellation === 'wait') return;
  reject(pending, new CancelledError(message ?? `Activity ${pending.request.name} was cancelled`, reason));
}

function completeHere(pending: Pending, value: unknown): void {
  const { run } = pending.frame;
  if (!open(run).has(pending.id)) return;
  const result = checkPayload(value, 'result');
  run.emit({ type: 'CompleteActivity', activityId: pending.id, result });
  resolve(pending, result);
}

function failHere(pending: Pending, error: unknown): void {
  const { run } = pending.frame;
  if (!open(run).has(pending.id)) return;
  const failure = authorFailure(error);
  run.emit({ type: 'FailActivity', activityId: pending.id, failure });
  reject(pending, activityError(pending, failure, null));
}

function limitBy(pending: Pending, until: PromiseLike<unknown> | null): void {
  if (until === null) return;
  const timeOut = (): void =>
    failHere(pending, new TimeoutError('scheduleToClose', `What limits ${pending.request.name} came first`));
  // A limit that fails never comes; the activity's own result says what happened.
  void until.then(timeOut, () => undefined);
}

function deliverHeartbeats(
  pending: Pending,
  handler: (details: Json) => unknown,
  options?: HeartbeatOptions,
): void {
  const everyMs = options?.minInterval === undefined ? 1_000 : msOf(options.minInterval, 'minInterval');
  const amended = pending.frame.run.amend(
    (command) => command.type === 'ScheduleActivity' && command.activityId === pending.id,
    (command) =>
      command.type === 'ScheduleActivity'
        ? { ...command, options: { ...command.options, deliverHeartbeatsMs: everyMs } }
        : command,
  );
  if (!amended)
    throw new TypeError('onHeartbeat() must be called right after the activity, before the workflow waits');
  pending.onBeat = handler;
}

/** What runs in the session is asked to stop. */
export function cancelInSession(run: Run, sessionId: SessionId): void {
  for (const pending of [...open(run).values()]) {
    if (pending.sessionId === sessionId)
      askToCancel(pending, 'SESSION_COMPLETED', 'The session was completed');
  }
}

/** It was scheduled before, with these options: they apply. */
export function scheduledBefore(
  run: Run,
  event: { readonly activityId: ActivityId; readonly options: RecordedActivityOptions },
): void {
  const pending = open(run).get(event.activityId);
  if (pending !== undefined) pending.options = event.options;
}

// ---- what happens to it -------------------------------------------------------------------------------------------------
// The activity may be closed already, by a cancel or by the workflow itself: whoever closed it first is right.

export function activityCompleted(
  run: Run,
  event: { readonly activityId: ActivityId; readonly result: Json },
): void {
  const pending = open(run).get(event.activityId);
  if (pending !== undefined) resolve(pending, event.result);
}

export function activityFailed(
  run: Run,
  event: { readonly activityId: ActivityId; readonly failure: Failure; readonly attempt?: number },
): void {
  const pending = open(run).get(event.activityId);
  if (pending !== undefined) reject(pending, activityError(pending, event.failure, event.attempt ?? 1));
}

export function activityCancelled(
  run: Run,
  event: { readonly activityId: ActivityId; readonly failure: Failure },
): void {
  const pending = open(run).get(event.activityId);
  if (pending === undefined) return;
  const error = errorFrom(event.failure);
  reject(
    pending,
    error instanceof CancelledError ? error : new CancelledError(error.message, 'ACTIVITY_CANCELLED', error),
  );
}

export function activityHeartbeat(
  run: Run,
  event: { readonly activityId: ActivityId; readonly details: Json },
): void {
  const pending = open(run).get(event.activityId);
  const handler = pending?.onBeat;
  if (pending !== undefined && handler) runHandler(pending.frame, () => handler(event.details));
}

/** The session is over: nothing that ran there will answer. */
export function endInSession(run: Run, sessionId: SessionId, why: Failure): void {
  for (const pending of [...open(run).values()]) {
    if (pending.sessionId === sessionId) reject(pending, errorFrom(why));
  }
}

// ---- how it closes ------------------------------------------------------------------------------------------------------

function resolve(pending: Pending, value: Json): void {
  close(pending);
  pending.result.resolve(value);
}

function reject(pending: Pending, error: Error): void {
  close(pending);
  pending.result.reject(thrownAt(error, pending.request.site));
}

function close(pending: Pending): void {
  open(pending.frame.run).delete(pending.id);
  pending.leaveScope();
}

/** `attempts`: how many there were; `null`: the workflow itself has failed it. */
function activityError(pending: Pending, failure: Failure, attempts: number | null): ActivityError {
  const { name } = pending.request;
  const retryState = attempts === null ? null : retryStateOf(pending.options, failure, attempts);
  return new ActivityError(
    { activity: name, activityId: pending.id, retryState, attempts },
    `Activity ${name} failed: ${failure.message}`,
    errorFrom(failure),
  );
}

const handleOf = activityHandles<Pending>({
  idOf: ({ id }) => id,
  cancel: (pending, reason) => askToCancel(pending, 'ACTIVITY_CANCELLED', reason),
  complete: completeHere,
  fail: failHere,
  onHeartbeat: deliverHeartbeats,
});
