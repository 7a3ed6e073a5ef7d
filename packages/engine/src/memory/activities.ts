// Handing out attempts, heartbeats, and looking at what is open.
import { claimPriority, isClosed } from '@baton/core';
import type { ActivityId, CancelReason, Json, RunRef, Shard, WorkerId } from '@baton/core';
import { nextDeadline } from '../activity-deadline.ts';
import { choose, type Candidate } from '../limits/choose.ts';
import { withLimit } from '../limits/in-the-way.ts';
import { laneOf, limitsBy, type LimitsOf } from '../limits/lane.ts';
import { SUSPECT_AFTER } from '../poison.ts';
import type {
  ActivityTarget,
  ActivityTask,
  HeartbeatAnswer,
  HeartbeatRequest,
  OverdueActivity,
  PendingActivity,
} from '../storage.ts';
import { withUnclaimed } from '../unclaimed.ts';
import { findActivity } from './activity-ends.ts';
import { addToInbox } from './inbox.ts';
import { limitRules, roomOf, takePlaces } from './limits.ts';
import { isLive, type MemoryActivity, type MemoryBeat, type MemoryRun, type MemoryState } from './state.ts';

export interface Claim {
  readonly workerId: WorkerId;
  readonly queues: readonly string[];
  readonly names: readonly string[];
  readonly limit: number;
  readonly claim: number | null;
}

/** Higher priority first, then keys by turns, then whoever has been ready for longest; as far as limits leave room. */
export function claimActivities(
  state: MemoryState,
  { workerId, queues, names, limit, claim }: Claim,
): readonly ActivityTask[] {
  if (!isLive(state, workerId) || isGivenUp(state, workerId, claim)) return [];
  const limitsOf = limitsBy(limitRules(state));
  const open = openActivities(state);
  const ready = open
    .filter(
      (activity) =>
        isReady(state, activity) && queues.includes(activity.queue) && names.includes(activity.name),
    )
    .sort((a, b) => a.availableAtMs - b.availableAtMs || a.order - b.order)
    .map((activity, order) => candidateOf(activity, order, limitsOf));
  const hasSuspect = open.some(
    (activity) => activity.state === 'running' && activity.workerId === workerId && isSuspect(activity),
  );
  return choose(ready, roomOf(state, hasSuspect), limit).map((choice) => {
    takePlaces(state, choice);
    const { row } = choice.candidate;
    Object.assign(row, { state: 'running', attempt: row.attempt + 1, workerId, claim });
    return begin(state, row);
  });
}

/** One whose answer the worker has asked for again: what it has begun then is all that it begins. */
function isGivenUp({ claimsFrom }: MemoryState, workerId: WorkerId, claim: number | null): boolean {
  return claim !== null && claim < (claimsFrom.get(workerId) ?? 0);
}

export function recoverClaim(state: MemoryState, workerId: WorkerId, claim: number): readonly ActivityTask[] {
  if (!isLive(state, workerId)) return [];
  state.claimsFrom.set(workerId, Math.max(state.claimsFrom.get(workerId) ?? 0, claim + 1));
  return openActivities(state)
    .filter((each) => each.state === 'running' && each.workerId === workerId && each.claim === claim)
    .map((activity) => begin(state, activity));
}

function candidateOf(activity: MemoryActivity, order: number, limitsOf: LimitsOf): Candidate<MemoryActivity> {
  const { queue, name, options } = activity;
  const lane = laneOf(name, options, isSuspect(activity));
  return {
    row: activity,
    queue,
    lane,
    priority: claimPriority(options),
    order,
    limits: limitsOf(queue, lane),
  };
}

function isSuspect({ deaths }: MemoryActivity): boolean {
  return deaths.length >= SUSPECT_AFTER;
}

export function heartbeat(state: MemoryState, request: HeartbeatRequest): HeartbeatAnswer {
  const found = findActivity(state, request);
  if (found.kind === 'refused') return { ...found, ...reasonOf(state, request) };
  const { run, activity } = found;
  if (activity.state === 'done')
    return { kind: 'refused', code: 'ACTIVITY_CLOSED', ...reasonOf(state, request) };
  if (activity.state === 'queued')
    return { kind: 'refused', code: 'STALE_ATTEMPT', ...reasonOf(state, request) };
  const isNewer = keepBeat(state, activity, request);
  const listens = activity.options.deliverHeartbeatsMs !== null;
  if (isNewer && request.details !== undefined && listens) activity.beatWaits = true;
  tellWaiting(state, run, activity);
  return { kind: 'ok', cancelRequested: activity.cancelRequested };
}

function reasonOf(
  state: MemoryState,
  { runId, activityId, attempt }: HeartbeatRequest,
): { readonly reason?: CancelReason } {
  const asked = [...state.cancels.values()]
    .flat()
    .find((each) => each.runId === runId && each.activityId === activityId && each.attempt === attempt);
  return asked === undefined ? {} : { reason: asked.reason };
}

/** Any beat is a sign of life; only a newer one's details count. */
function keepBeat(
  state: MemoryState,
  activity: MemoryActivity,
  { sequence, details }: HeartbeatRequest,
): boolean {
  const { beat, attempt } = activity;
  const atMs = state.nowMs();
  if (beat?.attempt === attempt && sequence <= beat.sequence) {
    activity.beat = { ...beat, atMs };
    return false;
  }
  activity.beat = { atMs, attempt, sequence, details: details ?? beat?.details ?? null };
  return true;
}

export function readActivity(
  state: MemoryState,
  ref: RunRef,
  activityId: ActivityId,
): PendingActivity | null {
  const activity = state.open.get(ref.runId)?.activities.get(activityId);
  return activity === undefined ? null : { ...seen(state, activity), workerKey: null };
}

export function pendingActivities(state: MemoryState, ref: RunRef): readonly PendingActivity[] {
  return [...(state.open.get(ref.runId)?.activities.values() ?? [])].map((each) => seen(state, each));
}

export function overdueActivities(
  state: MemoryState,
  shards: readonly Shard[],
  limit: number,
): readonly OverdueActivity[] {
  const nowMs = state.nowMs();
  const open = openActivities(state).filter(({ ref }) => shards.includes(ref.shard));
  for (const activity of open) {
    const run = state.open.get(activity.ref.runId);
    if (run !== undefined) tellWaiting(state, run, activity);
  }
  return open
    .map((activity) => ({
      activity,
      deadline: nextDeadline({
        ...activity,
        beatAtMs: beatOf(activity)?.atMs ?? null,
        isSuspended: isSuspended(state, activity),
      }),
    }))
    .flatMap(({ activity, deadline }) =>
      deadline !== null && deadline.atMs <= nowMs ? [{ activity, deadline }] : [],
    )
    .sort((a, b) => a.deadline.atMs - b.deadline.atMs)
    .slice(0, limit)
    .map(({ activity, deadline }) => ({ ...seen(state, activity), timeout: deadline.timeout }));
}

export function cancelRequests(
  state: MemoryState,
  workerId: WorkerId,
): readonly (ActivityTarget & { readonly reason: CancelReason })[] {
  const requests = state.cancels.get(workerId) ?? [];
  state.cancels.delete(workerId);
  return requests;
}

export function openActivities(state: MemoryState): readonly MemoryActivity[] {
  return [...state.open.values()]
    .filter(({ record }) => !isClosed(record.status))
    .flatMap(({ activities }) => [...activities.values()]);
}

export function isSuspended({ sessions }: MemoryState, { sessionId }: MemoryActivity): boolean {
  return sessionId !== null && sessions.get(sessionId)?.state === 'suspended';
}

export function isReady(state: MemoryState, activity: MemoryActivity): boolean {
  if (activity.state !== 'queued' || activity.availableAtMs > state.nowMs()) return false;
  if (activity.poisonedAtMs !== null) return false;
  return activity.sessionId === null || state.sessions.get(activity.sessionId)?.state === 'open';
}

function begin(state: MemoryState, activity: MemoryActivity): ActivityTask {
  const startedAtMs = state.nowMs();
  activity.startedAtMs = startedAtMs;
  activity.asyncAtMs = null;
  const session = activity.sessionId === null ? undefined : state.sessions.get(activity.sessionId);
  if (session !== undefined) session.usedAtMs = startedAtMs;
  const { ref, activityId, name, input, options, workflow, workflowId, attempt, sessionId, epoch } = activity;
  return {
    ...ref,
    ...{ activityId, name, input, options, workflow, workflowId, attempt, sessionId, epoch },
    scheduledAtMs: activity.scheduledAtMs,
    startedAtMs,
    checkpoint: activity.beat === null ? undefined : (activity.beat.details as Json),
    lastFailure: activity.lastFailure,
  };
}

/** At most one beat per `deliverHeartbeatsMs` becomes an event: the latest, once the time is up. */
function tellWaiting(state: MemoryState, run: MemoryRun, activity: MemoryActivity): void {
  const { activityId, beat, beatWaits, deliveredAtMs, options } = activity;
  const nowMs = state.nowMs();
  const dueAtMs = deliveredAtMs === null ? nowMs : deliveredAtMs + (options.deliverHeartbeatsMs ?? 0);
  const isOpen = activity.state === 'running' || activity.state === 'async';
  if (!beatWaits || beat === null || !isOpen || dueAtMs > nowMs) return;
  activity.beatWaits = false;
  activity.deliveredAtMs = nowMs;
  const { sequence, details } = beat;
  addToInbox(state, run, { kind: 'activityHeartbeat', activityId, details: details as Json, sequence });
}

/** As it looks from outside. */
function seen(state: MemoryState, activity: MemoryActivity): PendingActivity {
  const claiming = [...state.workers.values()]
    .filter((worker) => worker.state === 'active' && isLive(state, worker.workerId))
    .map(({ activities, ...worker }) => ({ ...worker, activities: activities.map(({ name }) => name) }));
  const room = { counters: state.limits.counters, nowMs: state.nowMs() };
  const limited = withLimit(pendingOf(state, activity), limitsBy(limitRules(state)), room);
  return withUnclaimed(limited, claiming, state.nowMs());
}

function pendingOf(state: MemoryState, activity: MemoryActivity): PendingActivity {
  const { ref, activityId, name, label, queue, attempt, epoch, sessionId, workerId, options, beat } =
    activity;
  return {
    ...ref,
    ...{ activityId, name, label, queue, attempt, epoch, sessionId, workerId, options },
    workerKey: workerId === null ? null : (state.workers.get(workerId)?.workerKey ?? null),
    state: activity.state,
    scheduledAtMs: activity.scheduledAtMs,
    availableAtMs: activity.availableAtMs,
    startedAtMs: activity.startedAtMs,
    lastFailure: activity.lastFailure,
    cancelRequested: activity.cancelRequested,
    poisoned: activity.poisonedAtMs !== null,
    limitedBy: null,
    heartbeat:
      beat === null ? null : { atMs: beat.atMs, sequence: beat.sequence, details: beat.details as Json },
  };
}

/** Only a beat of this attempt extends its deadline. */
function beatOf({ beat, attempt }: MemoryActivity): MemoryBeat | null {
  return beat?.attempt === attempt ? beat : null;
}
