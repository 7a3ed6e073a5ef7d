// The end of a run: nothing of it stays open, and its successor begins in the same transaction.
import type { NextRun, Transition } from '../storage.ts';
import { closeHumanTask } from './human-tasks.ts';
import { addToInbox } from './inbox.ts';
import { givePlaces } from './limits.ts';
import { addMessages, insertRun } from './runs.ts';
import { closeSession } from './sessions.ts';
import { requestAbort, type MemoryRun, type MemoryState } from './state.ts';

export function closeRun(
  state: MemoryState,
  run: MemoryRun,
  { status, next }: NonNullable<Transition['close']>,
  atMs: number,
): void {
  run.record = { ...run.record, status, closedAtMs: atMs, blocked: null, nextRunId: next?.ref.runId ?? null };
  for (const activity of run.activities.values()) {
    requestAbort(state, activity, 'WORKFLOW_CLOSED');
    givePlaces(state, activity);
  }
  for (const activityId of run.humanTasks.keys()) {
    closeHumanTask(run, activityId, status === 'timedOut' ? 'expired' : 'cancelled', atMs);
  }
  run.activities.clear();
  run.timers.clear();
  run.inbox.clear();
  state.open.delete(run.ref.runId);
  if (next !== null) startNext(state, next);
  // Those that were handed over belong to the next run by now.
  for (const session of state.sessions.values()) {
    if (session.runId === run.ref.runId) closeSession(state, session.sessionId);
  }
}

function startNext(state: MemoryState, { ref, event, prefix, messages = [] }: NextRun): void {
  const run = insertRun(state, ref, event, prefix);
  addToInbox(state, run, { kind: 'wake' });
  addMessages(state, run, messages);
  // A run that was reset hands nothing over.
  if (prefix !== undefined) return;
  for (const sessionId of event.sessions ?? []) {
    const session = state.sessions.get(sessionId);
    if (session !== undefined) Object.assign(session, { shard: ref.shard, runId: ref.runId });
  }
}
