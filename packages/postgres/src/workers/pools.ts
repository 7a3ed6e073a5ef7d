// What workers and their hosts offer to sessions, in counters (`reservation`): of a worker's own under its key, of its host's under `host/<id>`.
import type { RunId, SessionId, Shard } from '@baton/core';
import { cameElsewhere, cameOtherwise, type WorkerRecord, type WorkerRegistration } from '@baton/engine';
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
 * A worker has come back on another host, or with another build: what waits for it and has something of the old host's, or asks for its build, can't
 * go on. It fails, and what it had is free.
 */
export async function failStranded(
  parts: Parts,
  worker: Pick<WorkerRegistration, 'workerKey' | 'hostId' | 'buildId'>,
): Promise<void> {
  interface Stranded {
    readonly shard: Shard;
    readonly id: SessionId;
    readonly run_id: RunId;
    /** That it asks for, if it is not the worker's. */
    readonly other_build: string | null;
  }
  const { workerKey, hostId, buildId } = worker;
  const stranded = await parts.db.run<Stranded>('stranded-sessions', [
    ...[workerKey, hostId, allShards, buildId],
  ]);
  await failSessions(
    parts,
    stranded.map(({ other_build: build, ...row }) => {
      const message = build === null ? cameElsewhere(worker) : cameOtherwise(worker, build);
      return { ...row, was: 'suspended', body: sessionFailed(row.id, 'STATE_LOST', message) };
    }),
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
