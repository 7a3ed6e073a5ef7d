// The one sentence of truth on a run's page: what happens now, or what it waits for, and whose turn it is.
import type { Failure } from './failure.ts';
import type { RunState } from './run-state.ts';
import { isClosed } from './reducer.ts';
import { isActivityOpen } from './reduce-activities.ts';
import { activityWait, humanWait } from './waiting-activities.ts';
import { closedText } from './waiting-closed.ts';
import { childWait, sessionWait, timerWait } from './waiting-others.ts';
import type { PendingView, WaitKind, Waiting, WaitingContext } from './waiting-view.ts';

/** Most urgent first: what nobody will solve by itself, then people, then work, then time. */
const urgency: readonly WaitKind[] = [
  'blocked',
  'noWorker',
  'human',
  'retry',
  'cancelling',
  'running',
  'async',
  'queued',
  'session',
  'child',
  'timer',
];

/**
 * What the run is doing, for people. If several things are open it names the most urgent one and counts the others.
 *
 * `pending` are the activities that have a row (see storage); those that run inline are known from the state alone.
 */
export function waitingFor(
  state: RunState,
  pending: readonly PendingView[],
  context: WaitingContext,
): Waiting {
  if (isClosed(state.status)) return { kind: 'closed', text: closedText(state), label: null };
  if (context.blocked !== null)
    return { kind: 'blocked', text: `Blocked: ${blockedText(context.blocked)}`, label: null };
  const open = allOpen(state, pending, context);
  const first = urgency.flatMap((kind) => open.filter((wait) => wait.kind === kind))[0];
  if (first === undefined) return nothingOpen(state, context);
  return open.length === 1 ? first : { ...first, text: `${first.text} (and ${open.length - 1} more)` };
}

/** Why no worker goes on with a run, in one line; the report itself may be long. */
export function blockedText({ code, message, fields }: Failure): string {
  const { activity, deaths } = fields ?? {};
  if (code !== 'POISON' || typeof activity !== 'string' || !Array.isArray(deaths)) return message;
  return `${activity} ended its worker ${deaths.length} times; somebody has to let it go on`;
}

function allOpen(
  state: RunState,
  pending: readonly PendingView[],
  context: WaitingContext,
): readonly Waiting[] {
  const rows = new Map(pending.map((row) => [row.activityId, row]));
  const activities = [...state.activities.values()].filter(({ status }) => isActivityOpen(status));
  const sessions = [...state.sessions.values()].filter(
    ({ status }) => status === 'requested' || status === 'suspended',
  );
  const children = [...state.children.values()].filter(
    ({ status }) => status === 'requested' || status === 'running',
  );
  const timers = [...state.timers.values()].filter(({ status }) => status === 'pending');
  return [
    ...activities.map((activity) =>
      activity.mode === 'human'
        ? humanWait(activity, context)
        : activityWait(activity, rows.get(activity.activityId), {
            ...context,
            session: activity.sessionId === null ? undefined : state.sessions.get(activity.sessionId),
          }),
    ),
    ...sessions.map((session) => sessionWait(session, context)),
    ...children.map(childWait),
    ...timers.map((timer) => timerWait(timer, context)),
  ];
}

function nothingOpen(state: RunState, { workers }: WaitingContext): Waiting {
  const { started } = state;
  // Only the start is there: nobody has decided anything yet.
  if (started === null || state.nextSeq <= 2) {
    const able = workers?.some((w) => started !== null && w.taskQueues.includes(started.taskQueue)) ?? true;
    if (able) return { kind: 'starting', text: 'Starting', label: null };
    const text = `Waiting for a worker of queue ${started?.taskQueue ?? ''}: none is running`;
    return { kind: 'noWorker', text, label: null };
  }
  const waiting = [...state.nodes.values()].find((node) => node.status === 'waiting');
  if (waiting !== undefined)
    return { kind: 'signal', text: `Waiting at ${waiting.node} for a signal`, label: waiting.node };
  return { kind: 'signal', text: 'Waiting for a signal: nothing else is open', label: null };
}
