// Events in words, for the list: a sentence each, and how important they are. An unknown one says so and breaks nothing.
import { nodeMarksIn, type EventType, type HistoryEvent, type Json } from '@baton/core';
import type { GlyphName } from '../../../ui/status.tsx';

export interface EventWords {
  readonly title: string;
  readonly detail: string;
  readonly glyph: GlyphName | null;
  /** What the compact list leaves out: bookkeeping of the engine. */
  readonly isMinor: boolean;
}

type Row<T extends EventType> = (
  event: Extract<HistoryEvent, { type: T }>,
) => Partial<EventWords> & { readonly title: string };

const table: { readonly [T in EventType]: Row<T> } = {
  RunStarted: (e) => ({ title: 'Run started', detail: e.workflowId, glyph: 'running' }),
  RunCancelRequested: (e) => ({ title: 'Cancellation asked for', detail: e.reason }),
  RunReset: (e) => ({
    title: 'Run again from here',
    detail: `what run ${e.runId} did until event ${e.keptSeq} was kept`,
    glyph: 'running',
  }),
  RunCompleted: () => ({ title: 'Run completed', glyph: 'done' }),
  RunFailed: (e) => ({ title: 'Run failed', detail: e.failure.message, glyph: 'failed' }),
  RunCancelled: () => ({ title: 'Run cancelled', glyph: 'cancelled' }),
  RunTerminated: (e) => ({ title: 'Run terminated', detail: e.reason, glyph: 'cancelled' }),
  RunTimedOut: () => ({ title: 'Run timed out', glyph: 'failed' }),
  RunContinuedAsNew: (e) => ({ title: 'Continued as new', detail: e.nextRunId }),
  ActivityScheduled: (e) => ({
    title: e.mode === 'human' ? 'Person asked' : 'Activity scheduled',
    detail: e.label ?? e.name,
    glyph: 'waiting',
  }),
  ActivityCancelRequested: (e) => ({ title: 'Activity asked to stop', detail: e.activityId }),
  ActivityResolved: (e) => ({
    title: 'Activity completed by the workflow',
    detail: e.activityId,
    glyph: 'done',
  }),
  ActivityRejected: (e) => ({
    title: 'Activity failed by the workflow',
    detail: e.failure.message,
    glyph: 'failed',
  }),
  ActivityDispatched: (e) => ({ title: 'Activity handed to the queue', detail: e.reason, isMinor: true }),
  ActivityLost: (e) => ({
    title: 'Activity lost its worker, and begins again',
    detail: `activity ${e.activityId}`,
    glyph: 'retrying',
  }),
  ActivityCompleted: (e) => ({
    title: 'Activity completed',
    detail: e.by ?? `activity ${e.activityId}`,
    glyph: 'done',
  }),
  ActivityFailed: (e) => ({
    title: 'Activity failed',
    detail: `${e.failure.name}: ${e.failure.message}`,
    glyph: 'failed',
  }),
  ActivityCancelled: (e) => ({ title: 'Activity cancelled', detail: e.activityId, glyph: 'cancelled' }),
  ActivityHeartbeat: (e) => ({ title: 'Heartbeat', detail: `activity ${e.activityId}`, isMinor: true }),
  TimerStarted: (e) => ({ title: 'Timer started', detail: e.label ?? e.timerId, glyph: 'waiting' }),
  TimerFired: (e) => ({ title: 'Timer fired', detail: e.timerId, glyph: 'done' }),
  TimerCancelled: (e) => ({ title: 'Timer cancelled', detail: e.timerId, glyph: 'cancelled' }),
  SessionRequested: (e) => ({ title: 'Session asked for', detail: e.label ?? e.sessionId, glyph: 'waiting' }),
  SessionOpened: (e) => ({
    title: 'Session opened',
    detail: `on ${e.workerKey}, host ${e.hostName}`,
    glyph: 'running',
  }),
  SessionCompleted: (e) => ({ title: 'Session closed', detail: e.sessionId, glyph: 'done' }),
  SessionCreationFailed: (e) => ({ title: 'No worker for the session', detail: e.message, glyph: 'failed' }),
  SessionFailed: (e) => ({ title: 'Session failed', detail: `${e.reason}: ${e.message}`, glyph: 'failed' }),
  SessionEnded: (e) => ({ title: 'Session ended by its run', detail: e.sessionId, glyph: 'done' }),
  SessionDraining: (e) => ({ title: 'The worker of the session drains', detail: e.sessionId }),
  SessionSuspended: (e) => ({ title: 'Session lost its worker', detail: e.sessionId, glyph: 'retrying' }),
  SessionReestablished: (e) => ({
    title: 'Session is open again',
    detail: `on host ${e.hostName}`,
    glyph: 'running',
  }),
  ChildRequested: (e) => ({ title: 'Child workflow asked for', detail: e.workflow, glyph: 'waiting' }),
  ChildStarted: (e) => ({ title: 'Child workflow started', detail: e.runId, glyph: 'running' }),
  ChildStartFailed: (e) => ({
    title: 'Child workflow did not start',
    detail: e.failure.message,
    glyph: 'failed',
  }),
  ChildCompleted: (e) => ({ title: 'Child workflow completed', detail: e.childId, glyph: 'done' }),
  ChildFailed: (e) => ({ title: 'Child workflow failed', detail: e.failure.message, glyph: 'failed' }),
  ChildCancelRequested: (e) => ({ title: 'Child workflow asked to stop', detail: e.reason }),
  SignalReceived: (e) => ({ title: 'Signal received', detail: e.name, glyph: 'done' }),
  RunSignalSent: (e) => ({ title: 'Signal sent', detail: `${e.name} to ${e.workflowId}` }),
  Marked: (e) =>
    e.kind === 'cleanupSkipped'
      ? { title: 'Nothing was cleaned up: the worker of the session was gone', glyph: 'skipped' }
      : { ...markWords(e.kind, e.value), isMinor: true },
  Patched: (e) => ({ title: 'Patch recorded', detail: e.id, isMinor: true }),
  AttributesSet: (e) => ({ title: 'Attributes set', detail: Object.keys(e.attributes).join(', ') }),
  UpdateReceived: (e) => ({ title: 'Update received', detail: e.name }),
  UpdateAccepted: (e) => ({ title: 'Update accepted', detail: e.updateId, isMinor: true }),
  UpdateRejected: (e) => ({ title: 'Update rejected', detail: e.failure.message, glyph: 'failed' }),
  UpdateCompleted: (e) => ({ title: 'Update completed', detail: e.updateId, glyph: 'done' }),
  UpdateFailed: (e) => ({ title: 'Update failed', detail: e.failure.message, glyph: 'failed' }),
};

export function eventWords(event: HistoryEvent): EventWords {
  const row = Object.hasOwn(table, event.type)
    ? (table[event.type] as (event: HistoryEvent) => Partial<EventWords> & { title: string })
    : null;
  if (row === null)
    return {
      title: `Unknown: ${event.type}`,
      detail: 'Made by a newer version',
      glyph: 'unknown',
      isMinor: false,
    };
  return { detail: '', glyph: null, isMinor: false, ...row(event) };
}

/** As many as a line has room for. */
const NODES_NAMED = 5;

function markWords(kind: string, value: Json): Pick<EventWords, 'title' | 'detail'> {
  if (kind !== 'node') return { title: 'Marked', detail: kind };
  const marks = nodeMarksIn(kind, value);
  const named = marks.slice(0, NODES_NAMED).map(({ node, change }) => `${node} ${change.status}`);
  const more = marks.length - named.length;
  return {
    title: marks.length > 1 ? 'Nodes' : 'Node',
    detail: `${named.join(', ')}${more > 0 ? `, and ${String(more)} more` : ''}`,
  };
}
