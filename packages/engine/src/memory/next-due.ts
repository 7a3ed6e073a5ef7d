// The next moment at which something has to happen by itself: for those who skip the time in between.
import { nextDeadline } from '../activity-deadline.ts';
import { isSuspended } from './activities.ts';
import type { MemoryActivity, MemoryRun, MemorySession, MemoryState } from './state.ts';

/** In milliseconds since 1970, later than `afterMs`; `null`: nothing will. */
export function nextDue(state: MemoryState, afterMs: number): number | null {
  const moments = [
    ...[...state.open.values()].flatMap((run) => ofRun(state, run)),
    ...[...state.sessions.values()].flatMap((session) => ofSession(session)),
  ].filter((atMs) => atMs > afterMs);
  return moments.length === 0 ? null : Math.min(...moments);
}

function ofRun(state: MemoryState, { timers, activities }: MemoryRun): readonly number[] {
  return [
    ...[...timers.values()].map(({ fireAtMs }) => fireAtMs),
    ...[...activities.values()].flatMap((activity) => ofActivity(activity, isSuspended(state, activity))),
  ];
}

/** Its time limit, and the end of its back-off. */
function ofActivity(activity: MemoryActivity, isSuspended: boolean): readonly number[] {
  const { beat, attempt, state, availableAtMs } = activity;
  const beatAtMs = beat?.attempt === attempt ? beat.atMs : null;
  const deadline = nextDeadline({ ...activity, beatAtMs, isSuspended });
  return [...(deadline === null ? [] : [deadline.atMs]), ...(state === 'queued' ? [availableAtMs] : [])];
}

export function ofSession({
  state,
  options,
  requestedAtMs,
  suspendedAtMs,
  expiresAtMs,
  usedAtMs,
}: MemorySession): readonly number[] {
  if (state === 'requested') return [requestedAtMs + options.creationTimeoutMs];
  if (state !== 'open' && state !== 'suspended') return [];
  return [
    expiresAtMs,
    suspendedAtMs === null ? null : suspendedAtMs + options.reestablishTimeoutMs,
    options.idleTimeoutMs === null ? null : usedAtMs + options.idleTimeoutMs,
  ].filter((atMs) => atMs !== null);
}
