// What a decision needs of the history beyond the run's state.
import {
  makeRunId,
  mapToFill,
  noEntries,
  noMembers,
  runRef,
  setToFill,
  shardOf,
  type EventBody,
  type ParentClosePolicy,
  type RunId,
  type RunRef,
  type SessionId,
} from '@baton/core';

export interface ChildLink {
  readonly ref: RunRef;
  readonly parentClosePolicy: ParentClosePolicy;
}

export interface RunMemory {
  /** Signals and updates seen, as `signal:<request id>` and `update:<update id>`: a repeat is no new one. */
  requests: Set<string>;
  /** Children that may still be open. */
  children: Map<string, ChildLink>;
  /** Runs that were given a session of this one, or one that was given to it: they hear what becomes of it. */
  guests: Map<SessionId, readonly RunRef[]>;
}

/** A run is reset once, at its beginning. */
export const RESET_REQUEST = 'reset';

export function newMemory(): RunMemory {
  return { requests: noMembers(), children: noEntries(), guests: noEntries() };
}

/** Takes in one event; called for each, in order, live and on load. */
export function remember(memory: RunMemory, parent: RunId, event: EventBody): void {
  switch (event.type) {
    case 'SignalReceived':
      if (event.requestId !== undefined) keepRequest(memory, `${SIGNAL}${event.requestId}`);
      return;
    case 'UpdateReceived':
      keepRequest(memory, `update:${event.updateId}`);
      return;
    case 'RunStarted':
      for (const { sessionId, guests = [] } of event.given ?? [])
        keepGuests(memory, sessionId, guests.map(runRef));
      for (const id of event.heard ?? []) keepRequest(memory, `${SIGNAL}${id}`);
      return;
    case 'RunReset':
      keepRequest(memory, RESET_REQUEST);
      return;
    case 'ChildRequested':
      invite(memory, parent, event);
      memory.children = mapToFill(memory.children);
      memory.children.set(event.childId, {
        ref: childRef(parent, event.childId, event.workflowId),
        parentClosePolicy: event.parentClosePolicy,
      });
      return;
    case 'ChildCompleted':
    case 'ChildFailed':
    case 'ChildStartFailed':
      memory.children.delete(event.childId);
      return;
    default:
  }
}

function keepRequest(memory: RunMemory, request: string): void {
  memory.requests = setToFill(memory.requests);
  memory.requests.add(request);
}

function keepGuests(memory: RunMemory, sessionId: SessionId, refs: readonly RunRef[]): void {
  memory.guests = mapToFill(memory.guests);
  memory.guests.set(sessionId, refs);
}

function invite(
  memory: RunMemory,
  parent: RunId,
  { childId, workflowId, sessions = [] }: Extract<EventBody, { type: 'ChildRequested' }>,
): void {
  const child = childRef(parent, childId, workflowId);
  for (const sessionId of sessions) {
    keepGuests(memory, sessionId, [...(memory.guests.get(sessionId) ?? []), child]);
  }
}

const SIGNAL = 'signal:';
/** A sender that tries again does so within seconds; 64 of the usual ids are 2 KiB in the first event of the next run. */
const MAX_HEARD = 64;

/** Request ids of the latest signals, for the next run of the chain: it has to know a repeat, too. */
export function latestHeard({ requests }: RunMemory): readonly string[] {
  const signals = [...requests].filter((request) => request.startsWith(SIGNAL));
  return signals.slice(-MAX_HEARD).map((request) => request.slice(SIGNAL.length));
}

/**
 * A child's run id follows from its parent's and its place there, so that a start that is sent twice starts one run, and a parent
 * knows its child before it has heard of it. The time in it is the parent's.
 */
export function childRef(parent: RunId, childId: string, workflowId: string): RunRef {
  const shard = shardOf(workflowId);
  const parentMs = parseInt(parent.slice(0, 8) + parent.slice(9, 13), 16);
  return { shard, runId: makeRunId(shard, parentMs, spread(`${parent}/${childId}`)) };
}

/** 8 bytes from a text: FNV-1a twice, with different offsets. */
function spread(text: string): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  for (const [at, offset] of [0x811c9dc5, 0x050c5d1f].entries()) {
    let hash = offset;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    view.setUint32(at * 4, hash >>> 0);
  }
  return bytes;
}
