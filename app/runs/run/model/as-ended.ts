// A run that is over has nothing open: what was open when it ended has ended with it, though no event of its own says so.
import type { RunState } from '@baton/core';

/** The state as people see it; the same while the run is open. */
export function asEnded(state: RunState): RunState {
  const { closedAtMs } = state;
  if (closedAtMs === null) return state;
  return {
    ...state,
    activities: mapped(state.activities, (activity) =>
      activity.closedAtMs === null ? { ...activity, status: 'cancelled', closedAtMs } : activity,
    ),
    timers: mapped(state.timers, (timer) =>
      timer.status === 'pending' ? { ...timer, status: 'cancelled', closedAtMs } : timer,
    ),
    sessions: mapped(state.sessions, (session) =>
      session.closedAtMs === null ? { ...session, status: 'closed', closedAtMs } : session,
    ),
  };
}

function mapped<K, V>(map: ReadonlyMap<K, V>, change: (value: V) => V): Map<K, V> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}
