// One transition, all or nothing: first every check, then every effect.
import { cancelFailure, isClosed } from '@baton/core';
import type { ActivityId, CancelReason } from '@baton/core';
import type { CommitOutcome, InboxBody, NewActivityRow, Transition } from '../storage.ts';
import { deathsOfRow } from '../poison.ts';
import { endActivity, unblockPoison } from './activity-ends.ts';
import { closeRun } from './close-run.ts';
import { givePlaces } from './limits.ts';
import { appendRow } from './runs.ts';
import { closeSession, requestSession } from './sessions.ts';
import { hint, requestAbort, type MemoryActivity, type MemoryRun, type MemoryState } from './state.ts';
import { closeHumanTask, openHumanTask } from './human-tasks.ts';

export function commit(state: MemoryState, transition: Transition): CommitOutcome {
  const run = state.runs.get(transition.runId);
  if (run === undefined || isClosed(run.record.status) || run.nextSeq !== transition.seq) return 'conflict';
  if (meetsUnseen(run, transition)) return 'unseen';
  appendRow(state, run, transition.atMs, transition.events);
  changeInbox(state, run, transition);
  changeActivities(state, run, transition);
  changeTimersAndSessions(state, run, transition);
  for (const body of transition.outbox) addToOutbox(state, run, body);
  if (transition.attributes !== null) run.record = { ...run.record, attributes: transition.attributes };
  if (transition.close !== null) closeRun(state, run, transition.close, transition.atMs);
  return 'committed';
}

/** A run that is terminated or timed out drops what it hasn't seen, unless another goes on: no code could decide otherwise. */
function meetsUnseen(run: MemoryRun, { close, consume, closeActivities }: Transition): boolean {
  const consumed = new Set(consume);
  const unseen = [...run.inbox.values()].filter(({ id, body }) => !consumed.has(id) && body.kind !== 'wake');
  const isCut = close?.status === 'terminated' || close?.status === 'timedOut';
  const decides = close !== null && (!isCut || close.next !== null);
  if (decides && unseen.length > 0) return true;
  const endedUnseen = new Set(unseen.map(({ body }) => endOf(body)));
  return close === null && closeActivities.some(({ activityId }) => endedUnseen.has(activityId));
}

function endOf(body: InboxBody): ActivityId | null {
  switch (body.kind) {
    case 'activityCompleted':
    case 'activityFailed':
    case 'activityCancelled':
      return body.activityId;
    default:
      return null;
  }
}

function changeInbox(state: MemoryState, run: MemoryRun, { consume, addWake: id }: Transition): void {
  for (const consumed of consume) run.inbox.delete(consumed);
  if (id === null) return;
  run.inbox.set(id, { ...run.ref, id, body: { kind: 'wake' }, dedupKey: null });
  hint(state, { kind: 'inbox', shards: [run.ref.shard] });
}

function changeTimersAndSessions(state: MemoryState, run: MemoryRun, transition: Transition): void {
  for (const timer of transition.removeTimers) run.timers.delete(timer.timerId);
  for (const timer of transition.addTimers) run.timers.set(timer.timerId, timer);
  for (const session of transition.addSessions) requestSession(state, run, session);
  for (const sessionId of transition.releaseSessions) closeSession(state, sessionId);
}

function changeActivities(state: MemoryState, run: MemoryRun, transition: Transition): void {
  const closed = new Set(transition.closeActivities.map(({ activityId }) => activityId));
  for (const { activityId, reason } of transition.cancelActivities) {
    const activity = run.activities.get(activityId);
    if (activity === undefined) continue;
    if (closed.has(activityId)) requestAbort(state, activity, reason);
    else cancel(state, activity, reason);
  }
  for (const { activityId, human } of transition.closeActivities) {
    const activity = run.activities.get(activityId);
    if (activity !== undefined) givePlaces(state, activity);
    run.activities.delete(activityId);
    if (human !== null) closeHumanTask(run, activityId, human, transition.atMs);
  }
  unblockPoison(run);
  for (const row of transition.addActivities) addActivity(state, run, row);
}

/** Nobody runs a queued activity, so nobody else could answer for it: it is cancelled here and now. */
function cancel(state: MemoryState, activity: MemoryActivity, reason: CancelReason): void {
  if (activity.state === 'done') return;
  activity.cancelRequested ??= reason;
  requestAbort(state, activity, reason);
  if (activity.state !== 'queued') return;
  const failure = cancelFailure(reason, `${activity.name} was cancelled before an attempt began`);
  endActivity(state, activity, { kind: 'activityCancelled', activityId: activity.activityId, failure });
}

function addActivity(state: MemoryState, run: MemoryRun, row: NewActivityRow): void {
  const session = row.sessionId === null ? undefined : state.sessions.get(row.sessionId);
  const activity: MemoryActivity = {
    ...row,
    ref: run.ref,
    order: state.order++,
    epoch: session?.epoch ?? 0,
    asyncAtMs: row.state === 'async' ? row.scheduledAtMs : null,
    cancelRequested: null,
    outcome: null,
    completionKey: null,
    beat: null,
    deliveredAtMs: null,
    held: [],
    heldWhileAsync: [],
    deaths: deathsOfRow(row, state.nowMs()),
    poisonedAtMs: null,
    claim: null,
    beatWaits: false,
  };
  run.activities.set(row.activityId, activity);
  if (row.human !== null) openHumanTask(run, row);
  if (session !== undefined) session.usedAtMs = state.nowMs();
  hint(state, { kind: 'queue', queues: [row.queue] });
}

function addToOutbox(state: MemoryState, run: MemoryRun, body: Transition['outbox'][number]): void {
  const id = state.newInboxId();
  state.outbox.set(id, { id, from: run.ref, body });
}
