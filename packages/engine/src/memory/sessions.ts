// Sessions: requested → open ⇄ suspended → closed | failed. Slots and resources are counted from the sessions themselves, so they can't drift.
import type { Shard, WorkerId } from '@baton/core';
import { admit, isAskedFor } from '../admission.ts';
import { creationRefusal } from '../creation-refusal.ts';
import type { InboxBody, SessionRecord, Transition } from '../storage.ts';
import { mayOpen, neighbours, poolOf, queuesFreedBy, roomOf, wantsOf, type MemoryWorker } from './pools.ts';
import { failSession } from './session-ends.ts';
import { openActivities } from './activities.ts';
import { addToInbox } from './inbox.ts';
import { hint, isLive, type MemoryRun, type MemorySession, type MemoryState } from './state.ts';

export function requestSession(
  state: MemoryState,
  run: MemoryRun,
  added: Transition['addSessions'][number],
): void {
  const { sessionId, options, taskQueue, label } = added;
  state.sessions.set(sessionId, {
    ...run.ref,
    ...{ sessionId, options, taskQueue, label },
    order: state.order++,
    state: 'requested',
    epoch: 0,
    workerId: null,
    workerKey: null,
    hostName: null,
    requestedAtMs: state.nowMs(),
    openedAtMs: null,
    expiresAtMs: null,
    closedAtMs: null,
    reason: null,
    suspendedAtMs: null,
    pools: {},
    usedAtMs: state.nowMs(),
  });
  hint(state, { kind: 'session', queues: [taskQueue] });
}

export function closeSession(state: MemoryState, sessionId: MemorySession['sessionId']): void {
  const session = state.sessions.get(sessionId);
  if (session === undefined || !isPending(session)) return;
  session.state = 'closed';
  session.closedAtMs = state.nowMs();
  hint(state, { kind: 'session', queues: queuesFreedBy(state, session) });
}

/** In the order of arrival; one that doesn't fit lets others pass, until it has waited too long. */
export function claimSessions(
  state: MemoryState,
  workerId: WorkerId,
  queues: readonly string[],
  limit: number,
): readonly SessionRecord[] {
  const worker = state.workers.get(workerId);
  if (worker?.state !== 'active' || worker.sessions === null || !isLive(state, workerId)) return [];
  const beside = neighbours(state, worker);
  const waiting = waitingSessions(state).map((session) => ({
    id: session,
    requestedAtMs: session.requestedAtMs,
    wants: wantsOf(session),
    isMine: queues.includes(session.taskQueue) && isAskedFor(session.options, worker),
    isForHost: beside.some((other) => mayOpen(state, other, session)),
  }));
  const admitted = admit(waiting, roomOf(state, worker), { nowMs: state.nowMs(), limit });
  return admitted.map((session) => open(state, session, worker));
}

/** Ends what has passed its limit, and what no registered worker could ever take. */
export function sweepSessions(state: MemoryState, shards: readonly Shard[]): number {
  const mine = [...state.sessions.values()].filter(
    (session) => shards.includes(session.shard) && isPending(session),
  );
  return mine.filter((session) => sweep(state, session)).length;
}

export function listSessions(
  state: MemoryState,
  filter: {
    readonly runId?: string;
    readonly workerId?: string;
    readonly open?: boolean;
    readonly limit: number;
  },
): readonly SessionRecord[] {
  return [...state.sessions.values()]
    .filter(
      (session) =>
        (filter.runId ?? session.runId) === session.runId &&
        (filter.workerId ?? session.workerId) === session.workerId &&
        (filter.open ?? isPending(session)) === isPending(session),
    )
    .slice(0, filter.limit)
    .map((session) => recordOf(state, session));
}

function open(state: MemoryState, session: MemorySession, worker: MemoryWorker): SessionRecord {
  const nowMs = state.nowMs();
  const expiresAtMs = nowMs + session.options.executionTimeoutMs;
  const { workerId, workerKey, hostName } = worker;
  Object.assign(session, {
    state: 'open',
    epoch: 1,
    workerId,
    workerKey,
    hostName,
    pools: Object.fromEntries(
      Object.keys(session.options.resources).map((name) => [name, poolOf(worker, name)]),
    ),
    openedAtMs: nowMs,
    expiresAtMs,
    usedAtMs: nowMs,
  });
  tell(state, session, {
    ...{
      kind: 'sessionOpened',
      sessionId: session.sessionId,
      workerId,
      workerKey,
      hostName,
      epoch: 1,
      expiresAtMs,
    },
  });
  return recordOf(state, session);
}

function sweep(state: MemoryState, session: MemorySession): boolean {
  const nowMs = state.nowMs();
  if (session.state === 'requested') return sweepRequest(state, session);
  const { options, suspendedAtMs, expiresAtMs, sessionId } = session;
  if (expiresAtMs !== null && expiresAtMs <= nowMs) {
    return failSession(
      state,
      sessionId,
      'EXECUTION_TIMEOUT',
      'the session took longer than its executionTimeout',
    );
  }
  if (suspendedAtMs !== null && suspendedAtMs + options.reestablishTimeoutMs <= nowMs) {
    return failSession(
      state,
      sessionId,
      'WORKER_LOST',
      'its worker did not come back within reestablishTimeout',
    );
  }
  if (
    options.idleTimeoutMs === null ||
    session.usedAtMs + options.idleTimeoutMs > nowMs ||
    isUsed(state, session)
  )
    return false;
  return failSession(state, sessionId, 'EXECUTION_TIMEOUT', 'nothing ran in the session for its idleTimeout');
}

function sweepRequest(state: MemoryState, session: MemorySession): boolean {
  const { options, requestedAtMs, sessionId } = session;
  const polling = [...state.workers.values()].filter(
    (worker) =>
      worker.sessions !== null &&
      worker.taskQueues.includes(session.taskQueue) &&
      isLive(state, worker.workerId),
  );
  const offers = polling.map((worker) => ({ ...worker, capacity: roomOf(state, worker).capacity }));
  const { reason, message } = creationRefusal(options, wantsOf(session), offers);
  const isUnsatisfiable = reason === 'UNSATISFIABLE';
  if (!isUnsatisfiable && requestedAtMs + options.creationTimeoutMs > state.nowMs()) return false;
  const position = isUnsatisfiable ? null : positionOf(state, session);
  session.state = 'failed';
  session.reason = reason;
  session.closedAtMs = state.nowMs();
  tell(state, session, {
    kind: 'sessionCreationFailed',
    sessionId,
    reason,
    position,
    message,
  });
  return true;
}

/** By its run, or by one that it was given to. */
function isUsed(state: MemoryState, { sessionId }: MemorySession): boolean {
  return openActivities(state).some(
    (activity) => activity.sessionId === sessionId && activity.state !== 'done',
  );
}

function waitingSessions(state: MemoryState): readonly MemorySession[] {
  return [...state.sessions.values()]
    .filter((session) => session.state === 'requested')
    .sort((a, b) => a.requestedAtMs - b.requestedAtMs || a.order - b.order);
}

function positionOf(state: MemoryState, session: MemorySession): number {
  return (
    waitingSessions(state)
      .filter(({ taskQueue }) => taskQueue === session.taskQueue)
      .indexOf(session) + 1
  );
}

function isPending({ state }: MemorySession): boolean {
  return state === 'requested' || state === 'open' || state === 'suspended';
}

function tell(state: MemoryState, session: MemorySession, body: InboxBody): void {
  const run = state.open.get(session.runId);
  if (run !== undefined) addToInbox(state, run, body);
}

function recordOf(state: MemoryState, session: MemorySession): SessionRecord {
  const { order: _, suspendedAtMs: __, usedAtMs: ___, pools: ____, ...record } = session;
  return { ...record, position: session.state === 'requested' ? positionOf(state, session) : null };
}
