// What workers and their hosts offer to sessions, in counters (`reservation`): of a worker's own under its key, of its host's under `host/<id>`.
import type { RunId, SessionId, Shard } from '@baton/core';
import type { WorkerRecord, WorkerRegistration } from '@baton/engine';
import type { Runs } from '../connection/database.ts';
import { columns } from '../flush/columns.ts';
import { slot } from '../flush/effects-of-transition.ts';
import type { Parts } from '../parts.ts';
import { failSessions, sessionFailed } from '../sessions/fail-sessions.ts';
import { allShards } from '../shards.ts';

/** Within the transaction that registers the worker. */
export async function offer(tx: Runs, { workerKey, hostId, sessions }: WorkerRegistration): Promise<void> {
  const own = [
    [slot, sessions?.maxConcurrentSessions ?? 0],
    ...Object.entries(sessions?.resources ?? {}),
  ] as const;
  const ofHost = Object.entries(sessions?.hostResources ?? {});
  const rows = [
    ...own.map(([name, amount]) => [workerKey, name, amount]),
    ...ofHost.map(([name, amount]) => [poolOf(hostId), name, amount]),
  ];
  await tx.run('lock-pools', [[workerKey, poolOf(hostId)]]);
  await tx.run('offer-resources', columns(rows, 3));
  await tx.run('withdraw-resources', [workerKey, own.map(([name]) => name)]);
}

/** Under which `reservation` counts what a host has. Keys of workers have no slash. */
function poolOf(hostId: string): string {
  return `host/${hostId}`;
}

/**
 * A worker has come back on another host: what waits for it and has something of the old host's can't go on here. It fails, and what it had is free.
 */
export async function failStranded(
  parts: Parts,
  { workerKey, hostId }: Pick<WorkerRegistration, 'workerKey' | 'hostId'>,
): Promise<void> {
  interface Stranded {
    readonly shard: Shard;
    readonly id: SessionId;
    readonly run_id: RunId;
  }
  const stranded = await parts.db.run<Stranded>('stranded-sessions', [workerKey, hostId, allShards]);
  const message = `worker ${workerKey} came back on another host (${hostId}), without what the session had of the first`;
  await failSessions(
    parts,
    stranded.map((row) => ({ ...row, was: 'suspended', body: sessionFailed(row.id, 'STATE_LOST', message) })),
  );
}

export interface PoolColumns {
  readonly pool_resources: readonly string[] | null;
  readonly pool_hosts: readonly boolean[] | null;
  readonly pool_offered: readonly number[] | null;
  readonly pool_used: readonly number[] | null;
}

export function poolsOf(row: PoolColumns): WorkerRecord['pools'] {
  return (row.pool_resources ?? []).flatMap((resource, at) =>
    resource === slot
      ? []
      : [
          {
            resource,
            scope: row.pool_hosts?.[at] === true ? 'host' : 'process',
            offered: row.pool_offered?.[at] ?? 0,
            used: row.pool_used?.[at] ?? 0,
          },
        ],
  );
}
