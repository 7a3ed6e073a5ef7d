import type { Look, Sight } from '@baton/engine';
import type { Parts } from '../parts.ts';
import { beforeAllRows, ownedColumns } from '../runs/message-methods.ts';
import { allShards } from '../shards.ts';

interface SightRow extends Omit<Sight, 'dueAtMs'> {
  readonly activities_at: number | null;
  readonly sessions_at: number | null;
  readonly workers_at: number | null;
}

export async function lookAround({ claims }: Parts, look: Look): Promise<Sight> {
  const { workerId, owned, inboxAfter, activityQueues, activities, sessionQueues } = look;
  const shards = [...new Set([...owned.values()].flat())];
  const [row] = await claims.run<SightRow>('look-around', [
    ...[workerId, ...ownedColumns(owned), shards, allShards, inboxAfter ?? beforeAllRows],
    ...[activityQueues, activities, sessionQueues],
  ]);
  if (row === undefined) throw new TypeError('look-around.sql always answers a row');
  const { activities_at: activitiesAt, sessions_at: sessionsAt, workers_at: workersAt, ...seen } = row;
  return { ...seen, dueAtMs: { activities: activitiesAt, sessions: sessionsAt, workers: workersAt } };
}
