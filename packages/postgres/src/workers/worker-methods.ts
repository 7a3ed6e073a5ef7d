// Workers and their leases: active → draining → stopped, or lost when the lease passes unrenewed.
import type { Shard, WorkerId, WorkerKey } from '@baton/core';
import { SHARD_COUNT } from '@baton/core';
import type { LeaseAnswer, Storage, WorkerRecord, WorkerRegistration } from '@baton/engine';
import { violatedKey } from '../connection/errors.ts';
import type { Parts } from '../parts.ts';
import { allShards } from '../shards.ts';
import { fromJson, fromJsonOrNull, type JsonText } from '../runs/rows.ts';
import { failStranded, offer, poolsOf, type PoolColumns } from './pools.ts';
import { clearWorker, drainSessions, stopSessions, type GoneWorker } from './clear-worker.ts';
import { lookAround } from './look-around.ts';

type WorkerMethods = Pick<
  Storage,
  | 'registerWorker'
  | 'heartbeatWorker'
  | 'renewLease'
  | 'releaseWorker'
  | 'giveShard'
  | 'reapWorkers'
  | 'listWorkers'
  | 'lookAround'
>;

export function workerMethods(parts: Parts): WorkerMethods {
  return {
    registerWorker: (registration) => register(parts, registration),
    heartbeatWorker: (workerId) => heartbeat(parts, workerId),
    lookAround: (look) => lookAround(parts, look),
    renewLease: (workerId) => renew(parts, workerId),
    async releaseWorker(workerId, how) {
      const state = how === 'stopped' ? 'stopped' : 'draining';
      const released = await parts.leases.run<{ key: WorkerKey }>('release-worker', [workerId, state]);
      if (released.length > 0) parts.hints.tell({ kind: 'lease' });
      if (how === 'stopped') await clear(parts, workerId, null);
      for (const { key } of how === 'stopped' ? [] : released) {
        const worker = { id: workerId, key };
        if (how === 'stopping') await stopSessions(parts, worker);
        await drainSessions(parts, worker);
      }
    },
    async giveShard({ taskQueue, shard, from, to }) {
      const given = await parts.leases.run('give-shard', [taskQueue, shard, from, to]);
      if (given.length > 0) parts.hints.tell({ kind: 'lease' });
      return given.length > 0;
    },
    async reapWorkers(gone = []) {
      const lost = await parts.leases.run<{ id: WorkerId }>('mark-lost-workers', [null, gone]);
      if (lost.length > 0) parts.hints.tell({ kind: 'lease' });
      await clear(parts, null, null);
      return lost.map(({ id }) => id);
    },
    async listWorkers() {
      return (await parts.db.run<WorkerRow>('list-workers', [allShards])).map(workerRecord);
    },
  };
}

/** All that are gone and may still hold something, or the one with this id or key. */
async function clear(parts: Parts, workerId: WorkerId | null, key: WorkerKey | null): Promise<void> {
  const gone = await parts.leases.run<GoneWorker>('workers-to-clear', [workerId, key]);
  for (const worker of gone) await clearWorker(parts, worker);
}

async function register(
  parts: Parts,
  worker: WorkerRegistration,
): ReturnType<WorkerMethods['registerWorker']> {
  const { workerId, workerKey } = worker;
  await parts.leases.run('mark-lost-workers', [workerKey, []]);
  await clear(parts, workerId, workerKey);
  await failStranded(parts, worker);
  try {
    const nowMs = await parts.leases.transaction(async (tx) => {
      const [row] = await tx.run<{ now: number }>('register-worker', registrationValues(worker));
      await offer(tx, worker);
      return row?.now ?? 0;
    });
    parts.clock.learn(nowMs);
    return { nowMs };
  } catch (error) {
    if (violatedKey(error) === 'worker_live_key') return { refused: 'KEY_IN_USE' };
    throw error;
  }
}

function registrationValues(
  worker: WorkerRegistration,
): (string | number | boolean | readonly string[] | null)[] {
  return [
    ...[worker.workerId, worker.workerKey, worker.hostName, worker.pid, worker.taskQueues, worker.workflows],
    ...[JSON.stringify(worker.activities), worker.maxConcurrentActivities],
    ...[worker.sessions === null ? null : JSON.stringify(worker.sessions), worker.leaseMs],
    ...[worker.ownsRuns, worker.buildId, worker.hostId, Object.keys(worker.sessions?.hostResources ?? {})],
  ];
}

interface LeaseRow {
  readonly now: number;
  readonly held: boolean;
  readonly task_queues: readonly string[];
  readonly shards: readonly Shard[];
  readonly epochs: readonly number[];
}

async function heartbeat({ leases, clock }: Parts, workerId: WorkerId): Promise<LeaseAnswer> {
  const [row] = await leases.run<LeaseRow>('heartbeat-worker', [workerId, SHARD_COUNT]);
  if (row === undefined) throw new TypeError('heartbeat-worker.sql always answers a row');
  const { now: nowMs, held, task_queues: queues, shards, epochs } = row;
  clock.learn(nowMs);
  return {
    ...{ nowMs, held },
    shards: shards.map((shard, at) => ({ taskQueue: queues[at] ?? '', shard, epoch: epochs[at] ?? 0 })),
  };
}

async function renew(
  { leases, clock }: Parts,
  workerId: WorkerId,
): Promise<Pick<LeaseAnswer, 'nowMs' | 'held'>> {
  const [row] = await leases.run<Pick<LeaseRow, 'now' | 'held'>>('renew-lease', [workerId]);
  if (row === undefined) throw new TypeError('renew-lease.sql always answers a row');
  clock.learn(row.now);
  return { nowMs: row.now, held: row.held };
}

interface WorkerRow extends PoolColumns {
  readonly id: WorkerId;
  readonly key: WorkerKey;
  readonly host_name: string;
  readonly pid: number;
  readonly task_queues: readonly string[];
  readonly workflows: readonly string[];
  readonly activities: JsonText<WorkerRegistration['activities']>;
  readonly max_concurrent_activities: number;
  readonly sessions: JsonText<WorkerRegistration['sessions']> | null;
  readonly lease_ms: number;
  readonly owns_runs: boolean;
  readonly version: string;
  readonly state: WorkerRecord['state'];
  readonly started_at: number;
  readonly lease_until: number;
  readonly open_sessions: number;
  readonly host_id: string | null;
}

function workerRecord(row: WorkerRow): WorkerRecord {
  return {
    workerId: row.id,
    workerKey: row.key,
    hostName: row.host_name,
    hostId: row.host_id ?? row.host_name,
    pid: row.pid,
    taskQueues: row.task_queues,
    workflows: row.workflows,
    activities: fromJson(row.activities),
    maxConcurrentActivities: row.max_concurrent_activities,
    sessions: fromJsonOrNull(row.sessions),
    leaseMs: row.lease_ms,
    ownsRuns: row.owns_runs,
    buildId: row.version,
    state: row.state,
    startedAtMs: row.started_at,
    leaseUntilMs: row.lease_until,
    openSessions: row.open_sessions,
    pools: poolsOf(row),
  };
}
