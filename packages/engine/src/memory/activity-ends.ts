// How attempts end: by their worker, by token, by the sweep. Whoever is first, with the right attempt, is right.
import { isClosed } from '@baton/core';
import type { ActivityId, Actor, Failure, Json, RunRef } from '@baton/core';
import { deathOf, GUILTY_WITHIN_MS, isDeath, POISONED_AFTER, poisonFailure } from '../poison.ts';
import type { ActivityAnswer, ActivityTarget, AttemptEnd, InboxBody } from '../storage.ts';
import { addToInbox } from './inbox.ts';
import { closeHumanTask } from './human-tasks.ts';
import { givePlaces } from './limits.ts';
import { hint, requestAbort, type MemoryActivity, type MemoryRun, type MemoryState } from './state.ts';

type RefusalCode = 'RUN_NOT_FOUND' | 'RUN_CLOSED' | 'ACTIVITY_CLOSED' | 'STALE_ATTEMPT' | 'STALE_EPOCH';
type EndBody = Extract<InboxBody, { kind: 'activityCompleted' | 'activityFailed' | 'activityCancelled' }>;

const outcomes = {
  activityCompleted: 'completed',
  activityFailed: 'failed',
  activityCancelled: 'cancelled',
} as const;

export interface Found {
  readonly kind: 'found';
  readonly run: MemoryRun;
  readonly activity: MemoryActivity;
}

/** The row that the target means, if it still may speak for it. It may be `done`. */
export function findActivity(
  state: MemoryState,
  target: ActivityTarget,
): Found | { readonly kind: 'refused'; readonly code: RefusalCode } {
  const run = state.runs.get(target.runId);
  if (run === undefined) return { kind: 'refused', code: 'RUN_NOT_FOUND' };
  if (isClosed(run.record.status)) return { kind: 'refused', code: 'RUN_CLOSED' };
  const activity = run.activities.get(target.activityId);
  if (activity === undefined) return { kind: 'refused', code: 'ACTIVITY_CLOSED' };
  if (target.epoch !== null && target.epoch !== activity.epoch)
    return { kind: 'refused', code: 'STALE_EPOCH' };
  // A queued row has begun `attempt` attempts and ended them all.
  const isOver = activity.state === 'queued' || target.attempt !== activity.attempt;
  if (target.attempt !== null && isOver) return { kind: 'refused', code: 'STALE_ATTEMPT' };
  return { kind: 'found', run, activity };
}

export function completeActivity(
  state: MemoryState,
  target: ActivityTarget,
  result: Json,
  meta: { readonly by?: Actor; readonly completionKey?: string },
): ActivityAnswer {
  const found = findActivity(state, target);
  if (found.kind === 'refused') return found;
  const { activity } = found;
  if (activity.state === 'done') return afterTheEnd(activity, meta.completionKey);
  activity.completionKey = meta.completionKey ?? null;
  const { activityId, attempt } = activity;
  endActivity(state, activity, { kind: 'activityCompleted', activityId, result, attempt, ...meta });
  return { kind: 'ok' };
}

export function endAttempt(
  state: MemoryState,
  target: ActivityTarget,
  end: AttemptEnd,
  meta: { readonly by?: Actor; readonly checkpoint?: Json; readonly sequence?: number },
): ActivityAnswer {
  const found = findActivity(state, target);
  if (found.kind === 'refused') return found;
  const { activity } = found;
  if (activity.state === 'done') return { kind: 'refused', code: 'ACTIVITY_CLOSED' };
  if (meta.checkpoint !== undefined) keepCheckpoint(state, activity, meta.checkpoint, meta.sequence);
  if (isTimeout(end.failure)) requestAbort(state, activity, 'TIMED_OUT');
  // After a cancel request there is no retry.
  if (end.kind === 'retry' && activity.cancelRequested === null) {
    retryActivity(state, activity, end.failure, end.availableAtMs);
  } else {
    failActivity(state, activity, end.failure, meta.by);
  }
  return { kind: 'ok' };
}

export function reportCancelled(
  state: MemoryState,
  target: ActivityTarget,
  failure: Failure,
): ActivityAnswer {
  const found = findActivity(state, target);
  if (found.kind === 'refused') return found;
  const { activity } = found;
  if (activity.state === 'done') return { kind: 'refused', code: 'ACTIVITY_CLOSED' };
  if (activity.cancelRequested === null) return { kind: 'refused', code: 'NOT_CANCELLED' };
  endActivity(state, activity, { kind: 'activityCancelled', activityId: activity.activityId, failure });
  return { kind: 'ok' };
}

export function makeAsync(state: MemoryState, target: ActivityTarget): ActivityAnswer {
  const found = findActivity(state, target);
  if (found.kind === 'refused') return found;
  const { activity } = found;
  if (activity.state === 'done') return { kind: 'refused', code: 'ACTIVITY_CLOSED' };
  if (activity.state === 'queued') return { kind: 'refused', code: 'STALE_ATTEMPT' };
  if (activity.state === 'running') activity.asyncAtMs = state.nowMs();
  activity.state = 'async';
  givePlaces(state, activity, activity.heldWhileAsync);
  return { kind: 'ok' };
}

/** The row stays, `done`, until the run consumes what is in the inbox now. */
export function endActivity(state: MemoryState, activity: MemoryActivity, body: EndBody): void {
  activity.state = 'done';
  activity.outcome = outcomes[body.kind];
  givePlaces(state, activity);
  const session = activity.sessionId === null ? undefined : state.sessions.get(activity.sessionId);
  if (session !== undefined) session.usedAtMs = state.nowMs();
  const run = state.open.get(activity.ref.runId);
  if (run === undefined) return;
  addToInbox(state, run, body);
  if (activity.human !== null) closeHumanTask(run, activity.activityId, activity.outcome, state.nowMs());
}

export function failActivity(
  state: MemoryState,
  activity: MemoryActivity,
  failure: Failure,
  by?: Actor,
): void {
  const { activityId, attempt } = activity;
  activity.lastFailure = failure;
  const body = { kind: 'activityFailed', activityId, failure, attempt } as const;
  endActivity(state, activity, by === undefined ? body : { ...body, by });
}

/** A person is asked again at once; everything else waits for a worker. */
export function retryActivity(
  state: MemoryState,
  activity: MemoryActivity,
  failure: Failure,
  availableAtMs: number,
): void {
  const isHuman = activity.human !== null;
  givePlaces(state, activity);
  countDeath(state, activity, failure);
  activity.lastFailure = failure;
  activity.availableAtMs = availableAtMs;
  activity.state = isHuman ? 'async' : 'queued';
  activity.attempt += isHuman ? 1 : 0;
  activity.workerId = null;
  activity.startedAtMs = isHuman ? state.nowMs() : null;
  activity.asyncAtMs = isHuman ? state.nowMs() : null;
  hint(state, { kind: 'queue', queues: [activity.queue] });
}

/** Deaths in a row; an attempt that ended in another way did not end its worker. */
function countDeath(state: MemoryState, activity: MemoryActivity, failure: Failure): void {
  const nowMs = state.nowMs();
  if (!isDeath(failure) || nowMs - (activity.startedAtMs ?? nowMs) > GUILTY_WITHIN_MS) {
    activity.deaths = [];
    return;
  }
  activity.deaths = [...activity.deaths, deathOf(failure, activity.attempt, nowMs)];
  if (activity.deaths.length < POISONED_AFTER) return;
  activity.poisonedAtMs = nowMs;
  const run = state.open.get(activity.ref.runId);
  if (run !== undefined) run.record = { ...run.record, blocked: poisonFailure(activity, activity.deaths) };
}

/** It is ordinary again, and may begin at once. */
export function releasePoison(state: MemoryState, ref: RunRef, activityId: ActivityId): boolean {
  const run = state.open.get(ref.runId);
  const activity = run?.activities.get(activityId);
  if (run === undefined || activity === undefined || activity.poisonedAtMs === null) return false;
  if (activity.state !== 'queued') return false;
  activity.poisonedAtMs = null;
  activity.deaths = [];
  activity.availableAtMs = state.nowMs();
  unblockPoison(run);
  hint(state, { kind: 'queue', queues: [activity.queue] });
  return true;
}

/** None of the run's activities is stopped any more. */
export function unblockPoison(run: MemoryRun): void {
  if (run.record.blocked?.code !== 'POISON') return;
  if ([...run.activities.values()].some((activity) => activity.poisonedAtMs !== null)) return;
  run.record = { ...run.record, blocked: null };
}

function keepCheckpoint(
  state: MemoryState,
  activity: MemoryActivity,
  details: Json,
  sequence = Infinity,
): void {
  const { beat, attempt } = activity;
  if (beat?.attempt === attempt && beat.sequence >= sequence) return;
  activity.beat = { atMs: beat?.atMs ?? state.nowMs(), sequence, details, attempt };
}

function afterTheEnd(activity: MemoryActivity, completionKey: string | undefined): ActivityAnswer {
  if (activity.outcome !== 'completed') return { kind: 'refused', code: 'ACTIVITY_CLOSED' };
  if (completionKey !== undefined && completionKey === activity.completionKey)
    return { kind: 'alreadyCompleted' };
  return { kind: 'refused', code: 'ALREADY_COMPLETED' };
}

function isTimeout(failure: Failure): boolean {
  return failure.code === 'ACTIVITY_TIMEOUT' || failure.code === 'HEARTBEAT_TIMEOUT';
}
