// How sessions come back: their worker's key is alive again, and its process says of each whether it can go on with it.
import type { WorkerId } from '@baton/core';
import { availableAfterSuspension } from '../activity-deadline.ts';
import { stateLost, type SessionReturn, type SuspendedSession } from '../storage.ts';
import { openActivities } from './activities.ts';
import { addToInbox } from './inbox.ts';
import { drainSession, endSession } from './session-ends.ts';
import { isLive, type MemorySession, type MemoryState } from './state.ts';

type Worker = NonNullable<ReturnType<MemoryState['workers']['get']>>;

export function suspendedSessions(
  state: MemoryState,
  workerId: WorkerId,
  limit: number,
): readonly SuspendedSession[] {
  const worker = liveWorker(state, workerId);
  return [...state.sessions.values()]
    .filter((session) => session.state === 'suspended' && session.workerKey === worker?.workerKey)
    .flatMap((session) => seen(state, session))
    .sort((a, b) => a.suspendedAtMs - b.suspendedAtMs)
    .slice(0, limit);
}

/** Answers how many it was. */
export function reestablishSessions(
  state: MemoryState,
  workerId: WorkerId,
  returns: readonly SessionReturn[],
): number {
  const worker = liveWorker(state, workerId);
  if (worker === null) return 0;
  return returns.filter(({ sessionId, epoch, refused }) => {
    const session = state.sessions.get(sessionId);
    const waits = session?.state === 'suspended' && session.workerKey === worker.workerKey;
    if (!waits || session.epoch !== epoch - 1 || !state.open.has(session.runId)) return false;
    if (refused === null) reopen(state, session, worker);
    else {
      const message = stateLost(worker.workerKey, refused);
      endSession(state, sessionId, { reason: 'STATE_LOST', message, cause: refused });
    }
    return true;
  }).length;
}

/** A new epoch, in which what ran before is run again and what the old one says is refused. */
function reopen(state: MemoryState, session: MemorySession, { workerId, hostName, ...worker }: Worker): void {
  const { sessionId } = session;
  const epoch = session.epoch + 1;
  const nowMs = state.nowMs();
  const suspendedAtMs = session.suspendedAtMs ?? nowMs;
  Object.assign(session, {
    ...{ state: 'open', epoch, workerId, hostName, suspendedAtMs: null, usedAtMs: nowMs },
  });
  // Also those of runs that it was given to.
  for (const activity of openActivities(state)) {
    if (activity.sessionId !== sessionId || activity.state === 'done') continue;
    activity.epoch = epoch;
    if (activity.state === 'queued' && activity.options.scheduleToStartMs !== null)
      activity.availableAtMs = availableAfterSuspension(activity, suspendedAtMs, nowMs);
  }
  const run = state.open.get(session.runId);
  if (run === undefined) return;
  addToInbox(state, run, { kind: 'sessionReestablished', sessionId, workerId, hostName, epoch });
  if (worker.state === 'draining') drainSession(state, session);
}

function seen(state: MemoryState, session: MemorySession): readonly SuspendedSession[] {
  const { shard, runId, sessionId, epoch, options, suspendedAtMs, expiresAtMs } = session;
  const run = state.open.get(runId);
  if (run === undefined || suspendedAtMs === null) return [];
  const endsAtMs = Math.min(suspendedAtMs + options.reestablishTimeoutMs, expiresAtMs ?? Infinity);
  const { workflowId } = run.record;
  const waits = { suspendedAtMs, endsAtMs };
  return [{ shard, runId, sessionId, workflowId, epoch: epoch + 1, resources: options.resources, ...waits }];
}

function liveWorker(state: MemoryState, workerId: WorkerId): Worker | null {
  const worker = state.workers.get(workerId);
  return worker !== undefined && isLive(state, workerId) ? worker : null;
}
