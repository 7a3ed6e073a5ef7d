// What a reset makes of a history: which part is kept, and what the new run begins with besides. Pure, but for the ids it is given.
import {
  decisionPoint,
  isCommandEvent,
  nodeMarksIn,
  RefusedError,
  resetPoints,
  stamp,
  type ActivityId,
  type Actor,
  type EventBody,
  type HistoryEvent,
  type HistoryRow,
  type Json,
  type ResetFrom,
  type RunId,
  type RunRef,
  type RunStarted,
} from '@baton/core';
import type { InboxBody, RunPrefix } from '../storage.ts';

/** Up to where the history is kept. */
export type ResetTo =
  | { readonly toSeq: number }
  | { readonly to: 'firstDecision' | 'lastDecision' }
  /** A drawn run: from before this node on; with `input`, that is what it gets. */
  | { readonly node: string; readonly input?: Json }
  /** A drawn run: from after this node on, with this output of it. */
  | { readonly node: string; readonly output: Json };

export interface ResetRequest {
  readonly to: ResetTo;
  readonly reason: string;
  readonly by: Actor;
  /** Signals that came after the point are sent again. */
  readonly keepSignals: boolean;
  /** Of the new run: the same one again is the same reset. Default: a new one. */
  readonly newRunId?: RunId;
}

export interface ResetPlan {
  readonly ref: RunRef;
  readonly event: RunStarted;
  readonly prefix: RunPrefix;
  readonly messages: readonly InboxBody[];
  readonly seq: number;
}

export interface ResetOf {
  readonly from: RunRef;
  readonly rows: readonly HistoryRow[];
  readonly next: RunRef;
  readonly nowMs: number;
}

/** @throws {RefusedError} `RESET_POINT_INVALID` */
export function planReset({ from, rows, next, nowMs }: ResetOf, request: ResetRequest): ResetPlan {
  const events = rows.flatMap(stamp);
  const point = pointOf(events, request.to);
  const { seq } = point;
  const [first, ...kept] = cut(rows, seq, (event, at) =>
    ofNextRun(point.edit(event, at), from.runId, next.runId),
  );
  const started = first?.events[0];
  if (first === undefined || started?.type !== 'RunStarted')
    throw invalid(events, `Run ${from.runId} has no beginning`);
  const { reason, by } = request;
  const resetFrom: ResetFrom = {
    ...{ runId: from.runId, seq, atMs: nowMs, reason, by },
    seed: started.resetFrom?.seed ?? from.runId,
    ...(point.rerun === undefined ? {} : { rerun: point.rerun }),
  };
  const later = events.filter((event) => event.seq > seq);
  return {
    ref: next,
    event: { ...started, resetFrom },
    prefix: { startedAtMs: first.atMs, rows: kept },
    messages: [
      { kind: 'reset', runId: from.runId, keptSeq: seq, reason, by },
      ...(request.keepSignals ? later.flatMap(signalOf) : []),
    ],
    seq,
  };
}

type Edit = (event: EventBody, seq: number) => EventBody;

interface Point {
  readonly seq: number;
  readonly edit: Edit;
  readonly rerun?: NonNullable<ResetFrom['rerun']>;
}

const asItWas: Edit = (event) => event;

function pointOf(events: readonly HistoryEvent[], to: ResetTo): Point {
  if ('node' in to) return 'output' in to ? afterNode(events, to.node, to.output) : beforeNode(events, to);
  if ('toSeq' in to) {
    if (resetPoints(events).includes(to.toSeq)) return { seq: to.toSeq, edit: asItWas };
    throw invalid(events, `A run can't be run again from event ${to.toSeq}`);
  }
  const seq = decisionPoint(events, to.to);
  if (seq === null) throw invalid(events, 'The run has not decided anything yet');
  return { seq, edit: asItWas };
}

/** Right before the node's first event of its last visit: the decision to begin it is made again. */
function beforeNode(
  events: readonly HistoryEvent[],
  { node, input }: { readonly node: string; readonly input?: Json },
): Point {
  const begun = events.findLastIndex((event) => beginsNode(event, node));
  const noticed = begun >= 0 ? begun : events.findLastIndex((event) => nodesOf(event).includes(node));
  const points = new Set(resetPoints(events));
  const point = events
    .slice(0, Math.max(noticed, 0))
    .findLast((event) => points.has(event.seq) && !isCommandEvent(event));
  if (noticed < 0 || point === undefined) throw noSuchNode(events, node);
  const rerun = input === undefined ? {} : { rerun: { label: node, input } };
  return { seq: point.seq, edit: asItWas, ...rerun };
}

/** Right after the end of the node's activity, which is put as it is wanted. */
function afterNode(events: readonly HistoryEvent[], node: string, output: Json): Point {
  const scheduled = events.findLast((event) => event.type === 'ActivityScheduled' && event.label === node);
  const activityId: ActivityId | null = scheduled?.type === 'ActivityScheduled' ? scheduled.activityId : null;
  const ended = events.findLast(
    (event) =>
      (event.type === 'ActivityCompleted' || event.type === 'ActivityFailed') &&
      event.activityId === activityId,
  );
  if (activityId === null || ended === undefined) throw noSuchNode(events, node);
  return {
    seq: ended.seq,
    edit: (event, seq) =>
      seq === ended.seq ? { type: 'ActivityCompleted', activityId, result: output } : event,
  };
}

function beginsNode(event: HistoryEvent, node: string): boolean {
  const begins = ['ActivityScheduled', 'TimerStarted', 'SessionRequested', 'ChildRequested'].includes(
    event.type,
  );
  return begins && nodesOf(event).includes(node);
}

/** Which drawn nodes a command belongs to. */
function nodesOf(event: HistoryEvent): readonly string[] {
  if ('label' in event && typeof event.label === 'string') return [event.label];
  if (event.type !== 'Marked') return [];
  return nodeMarksIn(event.kind, event.value).map(({ node }) => node);
}

function cut(rows: readonly HistoryRow[], seq: number, edit: Edit): readonly HistoryRow[] {
  return rows
    .filter((row) => row.seq <= seq)
    .map(({ seq: first, atMs, events }) => ({
      seq: first,
      atMs,
      events: events.slice(0, seq - first + 1).map((event, at) => edit(event, first + at)),
    }));
}

/** Sessions are named after their run: those of the old one are, in the new one, its own. */
function ofNextRun(event: EventBody, from: RunId, next: RunId): EventBody {
  const sessionId = 'sessionId' in event ? event.sessionId : undefined;
  if (!sessionId?.startsWith(`${from}/`)) return event;
  return { ...event, sessionId: `${next}${sessionId.slice(from.length)}` } as EventBody;
}

function signalOf(event: HistoryEvent): readonly InboxBody[] {
  if (event.type !== 'SignalReceived') return [];
  const { name, payload, requestId, by } = event;
  return [
    {
      kind: 'signal',
      name,
      payload,
      ...(requestId === undefined ? {} : { requestId }),
      ...(by === undefined ? {} : { by }),
    },
  ];
}

/** As many as anybody reads. */
const TOLD = 100;

function invalid(events: readonly HistoryEvent[], message: string): RefusedError {
  const points = resetPoints(events);
  const told = points.length > TOLD ? `the last are ${points.slice(-10).join(', ')}` : points.join(', ');
  return new RefusedError('RESET_POINT_INVALID', `${message}. It can be from these events: ${told}`, {
    points: points.slice(-TOLD),
  });
}

function noSuchNode(events: readonly HistoryEvent[], node: string): RefusedError {
  const nodes = [...new Set(events.flatMap(nodesOf))];
  const list = nodes.length === 0 ? 'none has' : nodes.join(', ');
  return new RefusedError(
    'RESET_POINT_INVALID',
    `Node ${node} can't be run again from: it has not come that far. Nodes that have: ${list}`,
    { nodes },
  );
}
