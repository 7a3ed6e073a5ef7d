// What becomes of activities. An activity has one outcome: the first.
import { mapToFill } from './entries.ts';
import { cancelFailure } from './cancel-failure.ts';
import type { Failure } from './failure.ts';
import type { ActivityId } from './ids.ts';
import type { Json } from './json.ts';
import { visitNode } from './reduce-nodes.ts';
import type { Place, Reducers } from './reducers.ts';
import type { ActivityState, ActivityStatus, RunState } from './run-state.ts';

type ActivityEventType =
  | 'ActivityScheduled'
  | 'ActivityDispatched'
  | 'ActivityLost'
  | 'ActivityCancelRequested'
  | 'ActivityResolved'
  | 'ActivityRejected'
  | 'ActivityCompleted'
  | 'ActivityFailed'
  | 'ActivityCancelled'
  | 'ActivityHeartbeat';

export function isActivityOpen(status: ActivityStatus): boolean {
  return status === 'scheduled' || status === 'cancelRequested';
}

interface Outcome {
  readonly status: 'completed' | 'failed' | 'cancelled';
  readonly result?: Json;
  readonly failure?: Failure;
  readonly by?: string | undefined;
  readonly completionKey?: string | undefined;
  readonly attempt?: number | undefined;
}

function end(state: RunState, activityId: ActivityId, outcome: Outcome, place: Place): void {
  const activity = state.activities.get(activityId);
  if (activity === undefined || !isActivityOpen(activity.status)) return;
  const { status, result = null, failure = null, by, completionKey, attempt } = outcome;
  state.activities.set(activityId, {
    ...activity,
    status,
    result,
    failure,
    by: by ?? null,
    completionKey: completionKey ?? null,
    attempt: attempt ?? activity.attempt,
    closedSeq: place.seq,
    closedAtMs: place.atMs,
  });
  if (activity.label === null) return;
  visitNode(state, activity.label, { status, failure, activityId, ...portOf(activity, status) }, place);
}

/** A person's outcome is the port, which the node's mark says; any other activity that ends well leaves by the ordinary one. */
function portOf({ mode }: ActivityState, status: Outcome['status']): { readonly port?: string } {
  return status === 'completed' && mode !== 'human' ? { port: 'out' } : {};
}

function change(
  state: RunState,
  activityId: ActivityId,
  fields: Pick<ActivityState, 'mode'> | Pick<ActivityState, 'status'>,
): void {
  const activity = state.activities.get(activityId);
  if (activity === undefined || !isActivityOpen(activity.status)) return;
  state.activities.set(activityId, { ...activity, ...fields });
}

export const reduceActivities: Reducers<ActivityEventType> = {
  ActivityScheduled: (state, event, place) => {
    const { activityId, name, mode, input, options } = event;
    state.activities = mapToFill(state.activities);
    state.activities.set(activityId, {
      activityId,
      name,
      status: 'scheduled',
      mode,
      input,
      options,
      label: event.label ?? null,
      sessionId: event.sessionId ?? null,
      human: event.human ?? null,
      scheduledSeq: place.seq,
      scheduledAtMs: place.atMs,
      closedSeq: null,
      closedAtMs: null,
      attempt: null,
      result: null,
      failure: null,
      by: null,
      completionKey: null,
    });
    const status = mode === 'human' ? 'waiting' : 'running';
    if (event.label !== undefined) visitNode(state, event.label, { status, activityId }, place);
  },
  ActivityDispatched: (state, { activityId }) => change(state, activityId, { mode: 'dispatched' }),
  ActivityLost: (state, { activityId }, { atMs }) => {
    const activity = state.activities.get(activityId);
    if (activity === undefined || !isActivityOpen(activity.status)) return;
    const lostAtMs = [...(activity.lostAtMs ?? []), atMs];
    state.activities.set(activityId, { ...activity, attempt: lostAtMs.length + 1, lostAtMs });
  },
  // With `try` and `abandon` the workflow doesn't wait: for the run the activity is over here.
  ActivityCancelRequested: (state, { activityId, reason, message }, place) => {
    const waits = state.activities.get(activityId)?.options.cancellation === 'wait';
    if (waits) change(state, activityId, { status: 'cancelRequested' });
    else
      end(
        state,
        activityId,
        { status: 'cancelled', failure: cancelFailure(reason, message ?? 'cancelled') },
        place,
      );
  },
  ActivityResolved: (state, { activityId, result }, place) =>
    end(state, activityId, { status: 'completed', result, by: 'workflow' }, place),
  ActivityRejected: (state, { activityId, failure }, place) =>
    end(state, activityId, { status: 'failed', failure, by: 'workflow' }, place),
  ActivityCompleted: (state, event, place) =>
    end(state, event.activityId, { ...event, status: 'completed' }, place),
  ActivityFailed: (state, event, place) =>
    end(state, event.activityId, { ...event, status: 'failed' }, place),
  ActivityCancelled: (state, { activityId, failure }, place) =>
    end(state, activityId, { status: 'cancelled', failure }, place),
  // Delivered to the workflow; the state shows the latest beat from the pending activity instead.
  ActivityHeartbeat: () => undefined,
};
