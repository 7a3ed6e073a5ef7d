// Where activities run, and what becomes of their rows.
import type { ActivityId, ActivityState, CancelReason, Command, EventBody, Failure } from '@baton/core';
import { hasKeys } from '../limits/lane.ts';
import type { NewActivityRow } from '../storage.ts';
import { startOf, type Deciding } from './deciding.ts';
import { plus } from './draft.ts';
import type { Effects } from './enact.ts';

type Scheduled = Extract<EventBody, { type: 'ActivityScheduled' }>;
type Schedule = Extract<Command, { type: 'ScheduleActivity' }>;
type HumanEnd = 'completed' | 'failed' | 'cancelled' | 'expired';

type ActivityEventType =
  | 'ActivityScheduled'
  | 'ActivityCancelRequested'
  | 'ActivityResolved'
  | 'ActivityRejected'
  | 'ActivityCompleted'
  | 'ActivityFailed'
  | 'ActivityCancelled';

/**
 * `inline` if nobody but the owner has to see the attempt: its own queue, known here, no session, person, heartbeat or async time limits,
 * no limit or turn to wait for, and more than one attempt allowed (at most once needs a durable start).
 */
export function activityMode({ state, decider }: Deciding, command: Schedule): 'inline' | 'dispatched' {
  const own = startOf(state).taskQueue;
  const isInline = !needsRow(command, own) && decider.runsInline(own, command.name);
  return isInline ? 'inline' : 'dispatched';
}

function needsRow({ options, sessionId, human }: Schedule, own: string): boolean {
  const { taskQueue, heartbeatMs, asyncTimeoutMs, asyncHeartbeatMs, deliverHeartbeatsMs, retry } = options;
  return (
    (taskQueue !== null && taskQueue !== own) ||
    sessionId !== undefined ||
    human !== undefined ||
    hasKeys(options) ||
    [heartbeatMs, asyncTimeoutMs, asyncHeartbeatMs, deliverHeartbeatsMs].some((ms) => ms !== null) ||
    retry.maxAttempts === 1
  );
}

export const activityEffects: Effects<ActivityEventType> = {
  ActivityScheduled: (deciding, event) => {
    const { draft } = deciding;
    if (event.mode === 'inline') draft.start = plus(draft.start, event.activityId);
    else draft.addActivities = plus(draft.addActivities, rowOf(deciding, scheduled(event)));
  },
  ActivityCancelRequested: cancelRequested,
  ActivityResolved: (deciding, { activityId }) =>
    closedByWorkflow(deciding, activityId, 'completed', 'ACTIVITY_CANCELLED'),
  // A promise that was the time limit has come first.
  ActivityRejected: (deciding, { activityId, failure }) =>
    isTimeout(failure)
      ? closedByWorkflow(deciding, activityId, 'expired', 'TIMED_OUT')
      : closedByWorkflow(deciding, activityId, 'failed', 'ACTIVITY_CANCELLED'),
  ActivityCompleted: (deciding, { activityId }) => closed(deciding, activityId, 'completed'),
  ActivityFailed: (deciding, { activityId, failure }) =>
    closed(deciding, activityId, isTimeout(failure) ? 'expired' : 'failed'),
  ActivityCancelled: (deciding, { activityId }) => closed(deciding, activityId, 'cancelled'),
};

function scheduled({ label, sessionId, human, ...event }: Scheduled): ActivityOfRow {
  return { ...event, label: label ?? null, sessionId: sessionId ?? null, human: human ?? null };
}

/** What of an activity goes into its row. */
export type ActivityOfRow = Pick<
  ActivityState,
  'activityId' | 'name' | 'input' | 'options' | 'mode' | 'label' | 'sessionId' | 'human'
>;

/** The row of an activity as its first attempt waits for a worker, or for a person. */
export function rowOf({ state, draft }: Deciding, activity: ActivityOfRow): NewActivityRow {
  const { activityId, name, input, options, label, sessionId, human } = activity;
  const run = startOf(state);
  const isHuman = activity.mode === 'human';
  return {
    activityId,
    name,
    input,
    options,
    queue: sessionId === null ? (options.taskQueue ?? run.taskQueue) : sessionQueue(state, sessionId),
    workflow: run.workflow,
    workflowId: run.workflowId,
    label,
    sessionId,
    human,
    state: isHuman ? 'async' : 'queued',
    attempt: isHuman ? 1 : 0,
    workerId: null,
    availableAtMs: draft.atMs,
    scheduledAtMs: draft.atMs,
    startedAtMs: isHuman ? draft.atMs : null,
    lastFailure: null,
  };
}

/** A session's activities go to the worker that holds it. */
function sessionQueue(state: Deciding['state'], sessionId: NonNullable<Scheduled['sessionId']>): string {
  return `@${state.sessions.get(sessionId)?.workerKey ?? ''}`;
}

function cancelRequested(
  deciding: Deciding,
  { activityId, reason }: Extract<EventBody, { type: 'ActivityCancelRequested' }>,
): void {
  const activity = deciding.state.activities.get(activityId);
  if (activity === undefined) return;
  switch (activity.options.cancellation) {
    case 'abandon':
      closeRow(deciding, activity, 'cancelled');
      return;
    case 'try':
      tell(deciding, activity, reason);
      closeRow(deciding, activity, 'cancelled');
      return;
    case 'wait':
      if (neverBegan(deciding, activity)) answerForIt(deciding, activity, reason);
      else tell(deciding, activity, reason);
  }
}

/** Nobody is there to acknowledge: it is the transition's own, or it waits for a person. */
function neverBegan({ draft }: Deciding, activity: ActivityState): boolean {
  if (activity.mode === 'human') return true;
  return (
    draft.start.includes(activity.activityId) ||
    draft.addActivities.some((row) => row.activityId === activity.activityId)
  );
}

function answerForIt({ draft }: Deciding, { activityId, name }: ActivityState, reason: CancelReason): void {
  const failure: Failure = {
    name: 'CancelledError',
    code: 'CANCELLED',
    message: `${name} was cancelled before it began`,
    fields: { reason },
  };
  draft.followUps = plus(draft.followUps, { type: 'ActivityCancelled', activityId, failure });
}

function closedByWorkflow(
  deciding: Deciding,
  activityId: ActivityId,
  human: HumanEnd,
  reason: CancelReason,
): void {
  const activity = deciding.state.activities.get(activityId);
  if (activity === undefined) return;
  tell(deciding, activity, reason);
  closeRow(deciding, activity, human);
}

function closed(deciding: Deciding, activityId: ActivityId, human: HumanEnd): void {
  const activity = deciding.state.activities.get(activityId);
  if (activity !== undefined) closeRow(deciding, activity, human);
}

/** Asks whoever runs it to stop. */
function tell({ draft }: Deciding, { activityId, mode }: ActivityState, reason: CancelReason): void {
  // A dispatched attempt may still run in this process: the owner looks.
  draft.abort = plus(draft.abort, { activityId, reason });
  if (mode === 'dispatched') draft.cancelActivities = plus(draft.cancelActivities, { activityId, reason });
}

function closeRow({ draft }: Deciding, { activityId, mode }: ActivityState, human: HumanEnd): void {
  if (mode === 'inline') return;
  const added = draft.addActivities.findIndex((row) => row.activityId === activityId);
  if (added >= 0) {
    draft.addActivities.splice(added, 1);
    draft.cancelActivities = draft.cancelActivities.filter((cancel) => cancel.activityId !== activityId);
    return;
  }
  draft.closeActivities = plus(draft.closeActivities, {
    activityId,
    human: mode === 'human' ? human : null,
  });
}

function isTimeout(failure: Failure): boolean {
  return failure.code === 'ACTIVITY_TIMEOUT' || failure.code === 'HEARTBEAT_TIMEOUT';
}
