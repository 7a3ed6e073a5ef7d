// The canvas overlay: what each drawn node (or labelled call) is doing. Activities, timers, sessions and children with a label speak for
// their node; a mark says the rest, and has the last word.
import { mapToFill } from './entries.ts';
import type { Reducers, Place } from './reducers.ts';
import type { Failure } from './failure.ts';
import type { ActivityId, TimerId } from './ids.ts';
import type { Json } from './json.ts';
import type { NodeMark, NodeState, NodeStatus, RunState } from './run-state.ts';

/** What is known now; what is left out stays as it was. */
export interface NodeChange {
  readonly status: NodeStatus;
  readonly failure?: Failure | null;
  readonly activityId?: ActivityId;
  readonly port?: string;
  readonly output?: Json;
  readonly isResult?: boolean;
}

const statuses: ReadonlySet<string> = new Set<NodeStatus>([
  'waiting',
  'running',
  'completed',
  'failed',
  'skipped',
  'cancelled',
]);

/** Records that a node is now in this status. A node that begins again after an end is visited once more. */
export function visitNode(state: RunState, node: string, change: NodeChange, place: Place): void {
  const before = state.nodes.get(node);
  const begins = before === undefined || (hasEnded(before.status) && !hasEnded(change.status));
  const base = begins ? fresh(node, before, change.status === 'skipped' ? null : place.atMs) : before;
  state.nodes = mapToFill(state.nodes);
  state.nodes.set(node, {
    ...base,
    failure: change.status === 'failed' ? base.failure : null,
    ...change,
    endedAtMs: hasEnded(change.status) ? place.atMs : null,
  });
}

/** The run has answered: so has the node whose answer that is. */
export function giveResult(state: RunState, result: Json): void {
  for (const [name, node] of state.nodes) {
    if (node.isResult === true) state.nodes.set(name, { ...node, output: result });
  }
}

/** A run that ends leaves no node running. Costs the number of nodes, once in a run's life. */
export function endNodes(state: RunState, place: Place): void {
  for (const [name, node] of state.nodes) {
    if (!hasEnded(node.status))
      state.nodes.set(name, { ...node, status: 'cancelled', endedAtMs: place.atMs });
  }
}

function fresh(node: string, before: NodeState | undefined, startedAtMs: number | null): NodeState {
  return {
    node,
    status: 'running',
    port: null,
    output: null,
    failure: null,
    startedAtMs,
    endedAtMs: null,
    activityId: before?.activityId ?? null,
    visits: (before?.visits ?? 0) + 1,
  };
}

function hasEnded(status: NodeStatus): boolean {
  return status !== 'waiting' && status !== 'running';
}

/** The node marks that a mark holds: one, or a list. Marks are written by workflow code: what isn't a node's mark is somebody's note. */
export function nodeMarksIn(kind: string, value: Json): readonly MarkedNode[] {
  if (kind !== 'node') return [];
  if (!Array.isArray(value)) return nodeMark(value) ?? [];
  return (value as readonly Json[]).flatMap((one) => nodeMark(one, 'completed') ?? []);
}

export interface MarkedNode {
  readonly node: string;
  readonly change: NodeChange;
}

/** In a list the status need not be said. */
function nodeMark(value: Json, unsaid?: NodeStatus): readonly [MarkedNode] | null {
  if (!isRecord(value)) return null;
  const fields: { readonly [K in keyof NodeMark]?: unknown } = value;
  const { node, status = unsaid, port, output, isResult, failure } = fields;
  if (typeof node !== 'string' || !isNodeStatus(status)) return null;
  const change = {
    status,
    ...(typeof port === 'string' ? { port } : {}),
    ...(output === undefined ? {} : { output: output as Json }),
    ...(isResult === true ? { isResult } : {}),
    ...(isRecord(failure) && 'message' in failure ? { failure: failure as unknown as Failure } : {}),
  };
  return [{ node, change }];
}

function isNodeStatus(value: unknown): value is NodeStatus {
  return typeof value === 'string' && statuses.has(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const reduceNodes: Reducers<'Marked' | 'TimerStarted' | 'TimerFired' | 'TimerCancelled'> = {
  Marked: (state, { kind, value }, place) => {
    for (const { node, change } of nodeMarksIn(kind, value)) visitNode(state, node, change, place);
  },
  TimerStarted: (state, { timerId, fireAtMs, label }, place) => {
    const startedAtMs = place.atMs;
    state.timers = mapToFill(state.timers);
    state.timers.set(timerId, {
      timerId,
      label: label ?? null,
      startedAtMs,
      fireAtMs,
      status: 'pending',
      closedAtMs: null,
    });
    if (label !== undefined) visitNode(state, label, { status: 'waiting' }, place);
  },
  TimerFired: (state, { timerId }, place) => endTimer(state, timerId, 'fired', place),
  TimerCancelled: (state, { timerId }, place) => endTimer(state, timerId, 'cancelled', place),
};

function endTimer(state: RunState, timerId: TimerId, status: 'fired' | 'cancelled', place: Place): void {
  const timer = state.timers.get(timerId);
  if (timer?.status !== 'pending') return;
  state.timers.set(timerId, { ...timer, status, closedAtMs: place.atMs });
  if (timer.label === null) return;
  visitNode(state, timer.label, { status: status === 'fired' ? 'completed' : 'cancelled' }, place);
}
