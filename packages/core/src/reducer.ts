// The one reducer: engine, server and browser fold the same events to the same state.
//
// `applyEvent` works in place and costs the same at every position. Entries of the maps are replaced, never changed, so `snapshot` is
// shallow. The first outcome of anything stands: a later one, and whatever follows a run's end, changes nothing.
import { noEntries, noMembers, setToFill } from './entries.ts';
import type { EventBody, EventType, HistoryEvent, HistoryRow, RunStarted } from './events.ts';
import type { JsonObject } from './json.ts';
import { reduceActivities } from './reduce-activities.ts';
import { reduceChildren } from './reduce-children.ts';
import { endNodes, giveResult, reduceNodes } from './reduce-nodes.ts';
import { reduceSessions, takeSessions } from './reduce-sessions.ts';
import type { Place, Reducers } from './reducers.ts';
import { runTimedOutFailure, terminatedFailure } from './run-end-failure.ts';
import type { ClosedStatus, RunState, RunStatus } from './run-state.ts';

/** Attributes are replaced, never changed. */
const noAttributes: JsonObject = {};

export function emptyRunState(): RunState {
  return {
    status: 'running',
    started: null,
    nextSeq: 1,
    lastEventAtMs: 0,
    closedAtMs: null,
    result: null,
    failure: null,
    nextRunId: null,
    cancelRequested: null,
    attributes: noAttributes,
    activities: noEntries(),
    timers: noEntries(),
    sessions: noEntries(),
    children: noEntries(),
    nodes: noEntries(),
    signals: [],
    patches: noMembers(),
    unknownEvents: 0,
  };
}

/**
 * Applies the next event, in place. An event of an unknown type is counted and otherwise ignored.
 *
 * @throws {RangeError} if the event is not the next one: a gap or a repeat would make the state a lie.
 */
export function applyEvent(state: RunState, event: HistoryEvent): void {
  if (event.seq !== state.nextSeq) {
    throw new RangeError(`Event ${event.seq} (${event.type}) cannot follow event ${state.nextSeq - 1}`);
  }
  applyBody(state, event, { seq: event.seq, atMs: event.atMs });
}

/** Applies an event of that time as the next one: the same without its place, for whoever makes events. */
export function applyNext(state: RunState, body: EventBody, atMs: number): void {
  applyBody(state, body, { seq: state.nextSeq, atMs });
}

/** Folds rows of history, oldest first, into `state` (a new one unless given) and answers it. */
export function foldRows(rows: readonly HistoryRow[], state: RunState = emptyRunState()): RunState {
  for (const row of rows) {
    if (row.seq !== state.nextSeq) {
      throw new RangeError(`The row at event ${row.seq} cannot follow event ${state.nextSeq - 1}`);
    }
    for (const body of row.events) applyBody(state, body, { seq: state.nextSeq, atMs: row.atMs });
  }
  return state;
}

/** A copy that later events don't reach. Costs the number of entries; entries are shared. */
export function snapshot(state: RunState): RunState {
  return {
    ...state,
    activities: new Map(state.activities),
    timers: new Map(state.timers),
    sessions: new Map(state.sessions),
    children: new Map(state.children),
    nodes: new Map(state.nodes),
    signals: [...state.signals],
    patches: new Set(state.patches),
  };
}

export function isClosed(status: RunStatus): status is ClosedStatus {
  return status !== 'running';
}

const closing = {
  RunCompleted: 'completed',
  RunFailed: 'failed',
  RunCancelled: 'cancelled',
  RunTerminated: 'terminated',
  RunTimedOut: 'timedOut',
  RunContinuedAsNew: 'continuedAsNew',
} as const satisfies Partial<Record<EventType, ClosedStatus>>;

/** The status that the event ends the run with; `null` if it doesn't end it. */
export function closeStatusOf(event: EventBody): ClosedStatus | null {
  return Object.hasOwn(closing, event.type) ? closing[event.type as keyof typeof closing] : null;
}

function applyBody(state: RunState, body: EventBody, place: Place): void {
  state.nextSeq = place.seq + 1;
  state.lastEventAtMs = place.atMs;
  if (!Object.hasOwn(reducers, body.type)) {
    state.unknownEvents += 1;
    return;
  }
  if (isClosed(state.status)) return;
  // The table has, for each type, a function of that type's events; TypeScript can't relate the two look-ups.
  const reduce = reducers[body.type] as (state: RunState, event: EventBody, place: Place) => void;
  reduce(state, body, place);
}

function close(state: RunState, event: EventBody, place: Place): void {
  state.status = closeStatusOf(event) ?? state.status;
  state.closedAtMs = place.atMs;
  endNodes(state, place);
}

const reducers: Reducers<EventType> = {
  ...reduceActivities,
  ...reduceSessions,
  ...reduceChildren,
  ...reduceNodes,

  RunStarted: (state, event, { atMs }) => {
    // The event alone, without the place that a `HistoryEvent` has besides: the next run of a chain is started with it.
    const { seq: _, ...body }: RunStarted & { readonly seq?: number } = event;
    state.started ??= { ...body, atMs };
    state.attributes = event.attributes ?? noAttributes;
    takeSessions(state, event, atMs);
  },
  RunCancelRequested: (state, { reason, by }) => {
    state.cancelRequested ??= { reason, by };
  },
  SignalReceived: (state, { name, payload, requestId }, { seq, atMs }) => {
    state.signals.push({ seq, name, payload, atMs, requestId: requestId ?? null });
  },
  RunSignalSent: () => undefined,
  // What was open stays open; where it waits now is for the engine to say.
  RunReset: () => undefined,
  Patched: (state, { id }) => {
    state.patches = setToFill(state.patches);
    state.patches.add(id);
  },
  AttributesSet: (state, { attributes }) => {
    state.attributes = { ...state.attributes, ...attributes };
  },
  // Updates are the workflow's: it keeps who waits for what.
  UpdateReceived: () => undefined,
  UpdateAccepted: () => undefined,
  UpdateRejected: () => undefined,
  UpdateCompleted: () => undefined,
  UpdateFailed: () => undefined,

  RunCompleted: (state, event, place) => {
    state.result = event.result;
    giveResult(state, event.result);
    close(state, event, place);
  },
  RunFailed: (state, event, place) => {
    state.failure = event.failure;
    close(state, event, place);
  },
  RunCancelled: (state, event, place) => {
    state.failure = event.failure;
    close(state, event, place);
  },
  RunTerminated: (state, event, place) => {
    state.failure = terminatedFailure(event.reason, event.by);
    close(state, event, place);
  },
  RunTimedOut: (state, event, place) => {
    state.failure = runTimedOutFailure();
    close(state, event, place);
  },
  RunContinuedAsNew: (state, event, place) => {
    state.nextRunId = event.nextRunId;
    close(state, event, place);
  },
};
