// What workers and their hosts have for sessions. Counted from the sessions themselves, so it can't drift.
import { couldHold, isAskedFor, type Amounts, type Room } from '../admission.ts';
import type { WorkerRegistration } from '../storage.ts';
import { isLive, type MemorySession, type MemoryState } from './state.ts';

export type MemoryWorker = Pick<
  WorkerRegistration,
  'workerId' | 'workerKey' | 'buildId' | 'hostId' | 'hostName' | 'taskQueues' | 'sessions'
>;

// What a session takes besides what it asks for.
const SLOT = 'session slots';

export function hostPool(hostId: string): string {
  return `host/${hostId}`;
}

/** Of what its host has, the worker that registers speaks. */
export function offerForHost(state: MemoryState, { hostId, sessions }: MemoryWorker): void {
  const pool = hostPool(hostId);
  const offered = Object.entries(sessions?.hostResources ?? {});
  if (offered.length > 0)
    state.hostPools.set(pool, new Map([...(state.hostPools.get(pool) ?? []), ...offered]));
}

/** From which pool a session on this worker has the resource. */
export function poolOf({ sessions, hostId, workerKey }: MemoryWorker, resource: string): string {
  return resource in (sessions?.hostResources ?? {}) ? hostPool(hostId) : workerKey;
}

export function wantsOf({ options }: MemorySession): Amounts {
  return new Map([[SLOT, 1], ...Object.entries(options.resources)]);
}

export function roomOf(state: MemoryState, worker: MemoryWorker): Room {
  const { maxConcurrentSessions = 0, resources = {}, hostResources = {} } = worker.sessions ?? {};
  const shared = Object.keys(hostResources);
  const ofHost = state.hostPools.get(hostPool(worker.hostId));
  const capacity = new Map([
    ...[[SLOT, maxConcurrentSessions] as const, ...Object.entries(resources)],
    ...shared.map((name) => [name, ofHost?.get(name) ?? 0] as const),
  ]);
  const used = [...capacity.keys()].map((name) => [name, usedOf(state, poolOf(worker, name), name)] as const);
  return {
    capacity,
    used: new Map([...used, [SLOT, heldBy(state, worker.workerKey).length]]),
    shared: new Set(shared),
  };
}

/** What sessions have of it, on whichever worker. */
export function usedOf(state: MemoryState, pool: string, resource: string): number {
  return [...state.sessions.values()]
    .filter((session) => isHeld(session) && session.pools[resource] === pool)
    .reduce((total, { options }) => total + (options.resources[resource] ?? 0), 0);
}

export function heldBy(state: MemoryState, workerKey: string): readonly MemorySession[] {
  return [...state.sessions.values()].filter((session) => session.workerKey === workerKey && isHeld(session));
}

function isHeld({ state }: MemorySession): boolean {
  return state === 'open' || state === 'suspended';
}

/** Other live workers of the host, if they have anything in common. */
export function neighbours(
  state: MemoryState,
  { workerId, hostId, sessions }: MemoryWorker,
): readonly MemoryWorker[] {
  if (Object.keys(sessions?.hostResources ?? {}).length === 0) return [];
  return [...state.workers.values()].filter(
    (other) => other.workerId !== workerId && other.hostId === hostId && isLive(state, other.workerId),
  );
}

/** It polls the queue, and could give what is asked for if nothing were taken. */
export function mayOpen(state: MemoryState, worker: MemoryWorker, session: MemorySession): boolean {
  const isAsked = worker.taskQueues.includes(session.taskQueue) && isAskedFor(session.options, worker);
  return isAsked && couldHold(roomOf(state, worker).capacity, wantsOf(session));
}

/** Whose workers may have room now: also those that share something of the host with it. */
export function queuesFreedBy(state: MemoryState, { taskQueue, pools }: MemorySession): readonly string[] {
  const hosts = new Set(Object.values(pools));
  const beside = [...state.workers.values()].filter(({ hostId }) => hosts.has(hostPool(hostId)));
  return [...new Set([taskQueue, ...beside.flatMap(({ taskQueues }) => taskQueues)])];
}
