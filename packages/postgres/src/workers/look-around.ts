import type { Look, Sight } from '@baton/engine';
import type { Parts } from '../parts.ts';
import { beforeAllRows, ownedColumns } from '../runs/message-methods.ts';
import { allShards } from '../shards.ts';

interface SightRow extends Omit<Sight, 'dueAtMs' | 'lease'> {
  readonly activities_at: number | null;
  readonly sessions_at: number | null;
  readonly workers_at: number | null;
  readonly now: number;
  /** `null`: the lease was not to be renewed. */
  readonly held: boolean | null;
}

export async function lookAround({ claims, clock }: Parts, look: Look): Promise<Sight> {
  const { workerId, owned, inboxAfter, activityQueues, activities, sessionQueues, renews } = look;
  const shards = [...new Set([...owned.values()].flat())];
  const [row] = await claims.run<SightRow>('look-around', [
    ...[workerId, ...ownedColumns(owned), shards, allShards, inboxAfter ?? beforeAllRows],
    ...[activityQueues, activities, sessionQueues, renews],
  ]);
  if (row === undefined) throw new TypeError('look-around.sql always answers a row');
  const { activities_at: activities_, sessions_at: sessions_, workers_at: workers_, ...rest } = row;
  const { now: nowMs, held, ...seen } = rest;
  clock.learn(nowMs);
  return {
    ...seen,
    dueAtMs: { activities: activities_, sessions: sessions_, workers: workers_ },
    lease: held === null ? null : { nowMs, held },
  };
}
