// Workers and their leases: active → draining → stopped, or lost when the lease passes unrenewed.
import { afterFailure, SHARD_COUNT } from '@baton/core';
import type { Failure, Shard, WorkerId } from '@baton/core';
import { isAskedFor } from '../admission.ts';
import { workerLostFailure } from '../poison.ts';
import {
  cameElsewhere,
  cameOtherwise,
  type LeaseAnswer,
  type ShardGift,
  type WorkerLeave,
  type WorkerRecord,
  type WorkerRegistration,
} from '../storage.ts';
import { openActivities } from './activities.ts';
import { failActivity, retryActivity } from './activity-ends.ts';
import { drainSession, failSession, loseSession } from './session-ends.ts';
import { heldBy, hostPool, offerForHost, poolOf, roomOf, usedOf } from './pools.ts';
import {
  hint,
  isLive,
  shardKey,
  type MemoryActivity,
  type MemorySession,
  type MemoryState,
} from './state.ts';

export function registerWorker(
  state: MemoryState,
  registration: WorkerRegistration,
): { readonly nowMs: number } | { readonly refused: 'KEY_IN_USE' } {
  const nowMs = state.nowMs();
  const { workerId, workerKey } = registration;
  const others = [...state.workers.values()].filter(
    (other) => other.workerKey === workerKey && other.workerId !== workerId,
  );
  if (others.some((other) => isLive(state, other.workerId))) return { refused: 'KEY_IN_USE' };
  for (const other of others) if (hasWork(other)) lose(state, other.workerId);
  state.workers.set(workerId, {
    ...registration,
    state: 'active',
    startedAtMs: nowMs,
    leaseUntilMs: nowMs + registration.leaseMs,
  });
  offerForHost(state, registration);
  failStranded(state, registration);
  return { nowMs };
}

export function heartbeatWorker(state: MemoryState, workerId: WorkerId): LeaseAnswer {
  const worker = state.workers.get(workerId);
  const { nowMs, held } = renewLease(state, workerId);
  if (worker === undefined || !held) return { nowMs, held: false, shards: [] };
  const mayOwn = worker.ownsRuns && worker.state === 'active';
  const shards = worker.taskQueues.flatMap((taskQueue) => share(state, workerId, taskQueue, mayOwn));
  return { nowMs, held: true, shards };
}

export function renewLease(state: MemoryState, workerId: WorkerId): Pick<LeaseAnswer, 'nowMs' | 'held'> {
  const nowMs = state.nowMs();
  const worker = state.workers.get(workerId);
  if (worker === undefined || !hasWork(worker)) return { nowMs, held: false };
  worker.leaseUntilMs = nowMs + worker.leaseMs;
  return { nowMs, held: true };
}

export function releaseWorker(state: MemoryState, workerId: WorkerId, how: WorkerLeave): void {
  const worker = state.workers.get(workerId);
  if (worker === undefined || !hasWork(worker)) return;
  worker.state = how === 'stopped' ? 'stopped' : 'draining';
  for (const lease of state.shardLeases.values()) if (lease.owner === workerId) lease.owner = null;
  hint(state, { kind: 'lease' });
  if (how === 'stopped') endAttemptsOf(state, workerId, workerStopped);
  for (const session of heldBy(state, worker.workerKey)) {
    if (endsBy(how, session)) {
      loseSession(state, session, 'WORKER_SHUTDOWN', `worker ${worker.workerKey} was stopped`);
    } else drainSession(state, session);
  }
}

/** One that may come back keeps what runs in it until the worker's grace is over. */
function endsBy(how: WorkerLeave, { options }: MemorySession): boolean {
  return how === 'stopped' || (how === 'stopping' && options.onWorkerLost === 'fail');
}

export function giveShard(state: MemoryState, { taskQueue, shard, from, to }: ShardGift): boolean {
  const given = state.shardLeases.get(shardKey(taskQueue, shard));
  const taker = state.workers.get(to);
  const mayOwn =
    taker?.state === 'active' &&
    taker.ownsRuns &&
    taker.taskQueues.includes(taskQueue) &&
    isLive(state, taker.workerId);
  if (given?.owner !== from || !mayOwn || from === to) return false;
  const shards = Array.from({ length: SHARD_COUNT }, (_, index) => index as Shard);
  const back = shards.find((other) => state.shardLeases.get(shardKey(taskQueue, other))?.owner === to);
  take(state, to, taskQueue, shard);
  if (back !== undefined) take(state, from, taskQueue, back);
  hint(state, { kind: 'lease' });
  return true;
}

export function reapWorkers(state: MemoryState, gone: readonly WorkerId[]): readonly WorkerId[] {
  const passed = [...state.workers.values()].filter(
    (worker) => hasWork(worker) && (worker.leaseUntilMs < state.nowMs() || gone.includes(worker.workerId)),
  );
  for (const { workerId } of passed) lose(state, workerId);
  if (passed.length > 0) hint(state, { kind: 'lease' });
  return passed.map(({ workerId }) => workerId);
}

export function listWorkers(state: MemoryState): readonly WorkerRecord[] {
  return [...state.workers.values()].map((worker) => ({
    ...worker,
    openSessions: hasWork(worker) ? heldBy(state, worker.workerKey).length : 0,
    pools: poolsOf(state, worker),
  }));
}

function poolsOf(state: MemoryState, worker: WorkerRegistration): WorkerRecord['pools'] {
  const { capacity, shared } = roomOf(state, worker);
  const { resources = {}, hostResources = {} } = worker.sessions ?? {};
  return [...Object.keys(resources), ...Object.keys(hostResources)].sort().map((resource) => ({
    resource,
    scope: shared.has(resource) ? 'host' : 'process',
    offered: capacity.get(resource) ?? 0,
    used: usedOf(state, poolOf(worker, resource), resource),
  }));
}

/** It has come back on another host, or with another build: what waits for it and has something of the old host's, or wants its build, can't go on. */
function failStranded(state: MemoryState, worker: WorkerRegistration): void {
  const { workerKey, hostId } = worker;
  for (const { sessionId, state: is, pools, options } of heldBy(state, workerKey)) {
    const isElsewhere = Object.values(pools).some((pool) => pool !== workerKey && pool !== hostPool(hostId));
    const isOtherwise = !isAskedFor({ ...options, workerKey: null }, worker);
    if (is !== 'suspended' || (!isElsewhere && !isOtherwise)) continue;
    const message = isElsewhere ? cameElsewhere(worker) : cameOtherwise(worker, options.buildId ?? '');
    failSession(state, sessionId, 'STATE_LOST', message);
  }
}

const workerStopped: Failure = {
  name: 'WorkerShutdownError',
  code: 'WORKER_SHUTDOWN',
  message: 'the worker was stopped while it ran this attempt',
};

function hasWork(worker: { readonly state: WorkerRecord['state'] }): boolean {
  return worker.state === 'active' || worker.state === 'draining';
}

function lose(state: MemoryState, workerId: WorkerId): void {
  const worker = state.workers.get(workerId);
  if (worker === undefined) return;
  worker.state = 'lost';
  // Sessions first: what ran in a lost one is not tried again elsewhere.
  for (const session of heldBy(state, worker.workerKey)) {
    if (session.workerId === workerId)
      loseSession(state, session, 'WORKER_LOST', `worker ${worker.workerKey} was lost`);
  }
  endAttemptsOf(state, workerId, workerLostFailure(workerId));
}

/** What it ran goes on elsewhere, as the retry policy says; what a failed session ran is closed by the run. */
function endAttemptsOf(state: MemoryState, workerId: WorkerId, failure: Failure): void {
  for (const activity of openActivities(state)) {
    if (activity.workerId !== workerId || activity.state !== 'running') continue;
    const session = activity.sessionId === null ? undefined : state.sessions.get(activity.sessionId);
    if (session?.state !== 'failed') endLostAttempt(state, activity, failure);
  }
}

function endLostAttempt(state: MemoryState, activity: MemoryActivity, failure: Failure): void {
  const nowMs = state.nowMs();
  const { options, attempt, scheduledAtMs, cancelRequested } = activity;
  const next = afterFailure({ options, attempt, scheduledAtMs, nowMs, failure });
  if (next.kind === 'final' || cancelRequested !== null) {
    failActivity(state, activity, next.kind === 'final' ? next.failure : failure);
  } else {
    retryActivity(state, activity, failure, nowMs + next.delayMs);
  }
}

/** Its fair share of the queue's shards: gives up what is too much, takes what is free. */
function share(
  state: MemoryState,
  workerId: WorkerId,
  taskQueue: string,
  mayOwn: boolean,
): readonly { readonly taskQueue: string; readonly shard: Shard; readonly epoch: number }[] {
  const owners = [...state.workers.values()].filter(
    (worker) =>
      worker.ownsRuns &&
      worker.state === 'active' &&
      worker.taskQueues.includes(taskQueue) &&
      isLive(state, worker.workerId),
  );
  const fair = mayOwn ? Math.ceil(SHARD_COUNT / Math.max(1, owners.length)) : 0;
  const shards = Array.from({ length: SHARD_COUNT }, (_, index) => index as Shard);
  const mine = shards.filter(
    (shard) => state.shardLeases.get(shardKey(taskQueue, shard))?.owner === workerId,
  );
  for (const shard of mine.slice(fair)) giveUp(state, taskQueue, shard);
  const free = shards
    .filter((shard) => isFree(state, taskQueue, shard))
    .slice(0, Math.max(0, fair - mine.length));
  for (const shard of free) take(state, workerId, taskQueue, shard);
  return [...mine.slice(0, fair), ...free].map((shard) => ({
    ...{ taskQueue, shard },
    epoch: state.shardLeases.get(shardKey(taskQueue, shard))?.epoch ?? 0,
  }));
}

/** The epoch stays: the next owner has a higher one. */
function giveUp(state: MemoryState, taskQueue: string, shard: Shard): void {
  const lease = state.shardLeases.get(shardKey(taskQueue, shard));
  if (lease !== undefined) lease.owner = null;
}

function isFree(state: MemoryState, taskQueue: string, shard: Shard): boolean {
  const lease = state.shardLeases.get(shardKey(taskQueue, shard));
  return lease === undefined || lease.owner === null || !isLive(state, lease.owner);
}

function take(state: MemoryState, workerId: WorkerId, taskQueue: string, shard: Shard): void {
  const key = shardKey(taskQueue, shard);
  state.shardLeases.set(key, { owner: workerId, epoch: (state.shardLeases.get(key)?.epoch ?? 0) + 1 });
}
