// What a transition changes besides its row of history, as rows of the statements that do it. The order is that of execution: whatever
// closes goes before whatever opens, and the close of runs comes last.
import {
  claimPriority,
  shardOfRun,
  shortOptions,
  isRunId,
  type Failure,
  type SessionId,
  type Shard,
} from '@baton/core';
import {
  deathsOfRow,
  hasKeys,
  laneOf,
  laneText,
  nextDeadline,
  SUSPECT_AFTER,
  type NewActivityRow,
  type Transition,
} from '@baton/engine';
import { clampMs } from '../connection/time.ts';
import { idArray, textArray, type RowValues } from './columns.ts';

export interface Effect {
  readonly statement: string;
  readonly width: number;
  readonly rows: (transition: Transition) => readonly RowValues[];
}

/** The session's own shard: that of the run it was made for, which may have been another. */
export function shardOfSession(sessionId: SessionId, otherwise: Shard): Shard {
  const run = sessionId.slice(0, 36);
  return isRunId(run) ? shardOfRun(run) : otherwise;
}

export const slot = 'session slots';

export const effects: readonly Effect[] = [
  { statement: 'cancel-activities', width: 5, rows: cancelledActivities },
  {
    statement: 'close-activities',
    width: 3,
    rows: (t) => t.closeActivities.map(({ activityId }) => [t.shard, t.runId, activityId]),
  },
  {
    statement: 'close-human-tasks',
    width: 5,
    rows: (t) =>
      t.closeActivities
        .filter(({ human }) => human !== null)
        .map(({ activityId, human }) => [t.shard, t.runId, activityId, human, t.atMs]),
  },
  { statement: 'add-activities', width: 31, rows: (t) => t.addActivities.map((a) => activityRow(t, a)) },
  {
    statement: 'add-human-tasks',
    width: 12,
    rows: (t) => t.addActivities.flatMap((a) => humanTaskRow(t, a)),
  },
  {
    statement: 'remove-timers',
    width: 3,
    rows: (t) => t.removeTimers.map(({ timerId }) => [t.shard, t.runId, timerId]),
  },
  {
    statement: 'add-timers',
    width: 4,
    rows: (t) => t.addTimers.map(({ timerId, fireAtMs }) => [t.shard, t.runId, timerId, clampMs(fireAtMs)]),
  },
  {
    statement: 'release-sessions',
    width: 3,
    rows: (t) => t.releaseSessions.map((id) => [shardOfSession(id, t.shard), id, t.atMs]),
  },
  {
    statement: 'add-sessions',
    width: 12,
    rows: (t) => t.addSessions.map((session) => sessionRow(t, session)),
  },
  {
    statement: 'add-outbox',
    width: 4,
    rows: (t) => t.outbox.map((body) => [t.shard, t.runId, body.kind, JSON.stringify(body)]),
  },
  {
    statement: 'set-attributes',
    width: 3,
    rows: (t) => (t.attributes === null ? [] : [[t.shard, t.runId, JSON.stringify(t.attributes)]]),
  },
  // The close of a run empties its inbox anyway.
  {
    statement: 'consume-inbox',
    width: 2,
    rows: (t) => (t.close === null ? t.consume.map((id) => [t.shard, id]) : []),
  },
  {
    statement: 'add-wakes',
    width: 3,
    rows: (t) => (t.addWake === null || t.close !== null ? [] : [[t.shard, t.runId, t.addWake]]),
  },
  { statement: 'hand-over-sessions', width: 3, rows: handedOver },
];

/** Whether the transition only appends (most do): the other effects needn't be asked. */
export function onlyAppends(t: Transition): boolean {
  const changes =
    t.consume.length +
    t.addActivities.length +
    t.closeActivities.length +
    t.cancelActivities.length +
    t.addTimers.length +
    t.removeTimers.length +
    t.addSessions.length +
    t.releaseSessions.length +
    t.outbox.length;
  return changes === 0 && t.close === null && t.addWake === null && t.attributes === null;
}

function cancelledActivities(t: Transition): readonly RowValues[] {
  const closed = new Set(t.closeActivities.map(({ activityId }) => activityId));
  return t.cancelActivities.map(({ activityId, reason }) => {
    const failure: Failure = {
      name: 'CancelledError',
      code: 'CANCELLED',
      message: `Activity ${activityId} was cancelled before it began`,
      fields: { reason },
    };
    const body = closed.has(activityId)
      ? null
      : JSON.stringify({ kind: 'activityCancelled', activityId, failure });
    return [t.shard, t.runId, activityId, reason, body];
  });
}

function activityRow(t: Transition, a: NewActivityRow): RowValues {
  const { options: o } = a;
  const deaths = deathsOfRow(a, t.atMs);
  const session = a.sessionId === null ? null : shardOfSession(a.sessionId, t.shard);
  const deadline = nextDeadline({
    ...a,
    asyncAtMs: a.state === 'async' ? a.scheduledAtMs : null,
    beatAtMs: null,
  });
  return [
    ...[t.shard, t.runId, a.activityId, a.name, a.queue, a.state, a.attempt, claimPriority(o)],
    ...[
      clampMs(a.availableAtMs),
      a.scheduledAtMs,
      a.startedAtMs,
      deadline === null ? null : clampMs(deadline.atMs),
    ],
    ...[
      o.startToCloseMs,
      o.scheduleToCloseMs,
      o.scheduleToStartMs,
      o.heartbeatMs,
      o.asyncTimeoutMs,
      o.asyncHeartbeatMs,
    ],
    ...[
      o.deliverHeartbeatsMs,
      a.human !== null,
      a.workerId,
      a.sessionId,
      session,
      a.workflow,
      a.workflowId,
      a.label,
    ],
    ...[
      JSON.stringify(a.input),
      shortOptions(o),
      a.lastFailure === null ? null : JSON.stringify(a.lastFailure),
    ],
    ...[laneIn(a, deaths.length), deaths.length === 0 ? null : JSON.stringify(deaths)],
  ];
}

/** Null: it waits with everything else, unless an operator limits it. */
function laneIn({ name, options }: NewActivityRow, deaths: number): string | null {
  const isSuspect = deaths >= SUSPECT_AFTER;
  return isSuspect || hasKeys(options) ? laneText(laneOf(name, options, isSuspect)) : null;
}

function humanTaskRow(t: Transition, a: NewActivityRow): readonly RowValues[] {
  const { human } = a;
  if (human === null) return [];
  const dueAt = human.dueInMs === null ? null : clampMs(a.scheduledAtMs + human.dueInMs);
  return [
    [
      ...[
        t.shard,
        t.runId,
        a.activityId,
        a.workflow,
        a.workflowId,
        a.label,
        human.title,
        JSON.stringify(human),
      ],
      ...[textArray(human.assignees), human.priority, a.scheduledAtMs, dueAt],
    ],
  ];
}

function sessionRow(
  t: Transition,
  { sessionId, options, taskQueue, label }: Transition['addSessions'][number],
): RowValues {
  const amounts = Object.entries(options.resources).filter(([, amount]) => amount > 0);
  const names = [slot, ...amounts.map(([name]) => name)];
  return [
    ...[
      shardOfSession(sessionId, t.shard),
      sessionId,
      t.runId,
      taskQueue,
      options.workerKey,
      label,
      JSON.stringify(options),
    ],
    ...[textArray(names), idArray(['1', ...amounts.map(([, amount]) => String(amount))])],
    ...[t.atMs, clampMs(options.creationTimeoutMs), options.buildId ?? null],
  ];
}

function handedOver(t: Transition): readonly RowValues[] {
  const next = t.close?.next;
  // A run that was reset hands nothing over.
  if (!next || next.prefix !== undefined) return [];
  return (next.event.sessions ?? []).map((id) => [shardOfSession(id, t.shard), id, next.ref.runId]);
}
