// Who decides needs only what is still open. Dropping the rest makes the ten-thousandth step as cheap as the first.
import { isActivityOpen, type ActivityId, type EventBody, type RunState } from '@baton/core';

/** Drops what `event` has closed. */
export function forgetClosed(state: RunState, event: EventBody): void {
  switch (event.type) {
    case 'ActivityCompleted':
    case 'ActivityFailed':
    case 'ActivityCancelled':
    case 'ActivityResolved':
    case 'ActivityRejected':
    case 'ActivityCancelRequested':
      forgetActivity(state, event.activityId);
      return;
    case 'TimerFired':
    case 'TimerCancelled':
      state.timers.delete(event.timerId);
      return;
    case 'ChildCompleted':
    case 'ChildFailed':
    case 'ChildStartFailed':
      state.children.delete(event.childId);
      return;
    case 'SignalReceived':
      state.signals.length = 0;
      return;
    default:
  }
}

/** Drops all that is closed: the same as `forgetClosed` after each event, at once. */
export function forgetAllClosed(state: RunState): void {
  for (const id of state.activities.keys()) forgetActivity(state, id);
  for (const timer of state.timers.values()) {
    if (timer.status !== 'pending') state.timers.delete(timer.timerId);
  }
  for (const child of state.children.values()) {
    if (child.status === 'completed' || child.status === 'failed') state.children.delete(child.childId);
  }
  state.signals.length = 0;
}

function forgetActivity(state: RunState, id: ActivityId): void {
  const activity = state.activities.get(id);
  if (activity !== undefined && !isActivityOpen(activity.status)) state.activities.delete(id);
}
