import type { Look, Sight } from '@baton/engine';
import type { Parts } from '../parts.ts';
import { ownedColumns } from '../runs/message-methods.ts';
import { beforeAllRows } from '../runs/outbox-floor.ts';
import { allShards } from '../shards.ts';

interface SightRow extends Omit<Sight, 'dueAtMs' | 'lease'> {
  readonly activities_at: number | null;
  readonly sessions_at: number | null;
  readonly workers_at: number | null;
  readonly now: number;
  /** Rows of activities that wait to be cleaned up. */
  readonly dead: number;
  /** `null`: the lease was not to be renewed. */
  readonly held: boolean | null;
}

export async function lookAround(parts: Parts, look: Look): Promise<Sight> {
  const { workerId, owned, inboxAfter, activityQueues, activities, sessionQueues, renews } = look;
  const { claims, clock, floor, deadlines, outbox } = parts;
  const beganMs = clock.nowMs();
  const shards = [...new Set([...owned.values()].flat())];
  const span = deadlines.span(shards, beganMs);
  const [row] = await claims.run<SightRow>('look-around', [
    ...[workerId, ...ownedColumns(owned), shards, allShards, inboxAfter ?? beforeAllRows],
    ...[activityQueues, activities, sessionQueues, renews],
    ...[activityQueues.map((queue) => floor.known(queue, activities)), span.fromMs, span.untilMs],
    outbox.from(shards, beganMs),
  ]);
  if (row === undefined) throw new TypeError('look-around.sql always answers a row');
  const { activities_at: activities_, sessions_at: sessions_, workers_at: workers_, ...rest } = row;
  const { now: nowMs, dead, held, ...seen } = rest;
  clock.learn(nowMs);
  floor.see(dead);
  deadlines.seen(shards, span, { first: activities_, beganMs, endedMs: nowMs });
  return {
    ...seen,
    dueAtMs: { activities: activities_, sessions: sessions_, workers: workers_ },
    lease: held === null ? null : { nowMs, held },
  };
}
