// Lanes whose limits leave no room: their heads need not be read.
import { parseLane, roomUnder, type LimitsOf } from '@baton/engine';
import type { Runs } from '../connection/database.ts';
import { allShards } from '../shards.ts';
import { counterOf, idsOf, type CounterRow } from './counters.ts';

interface WaitingLane {
  readonly queue: string;
  readonly lane: string;
}

/** As `queue lane`. Not certain, since nothing is locked: a claim looks again. */
export async function fullLanes(
  db: Runs,
  lanes: readonly WaitingLane[],
  limitsOf: LimitsOf,
): Promise<ReadonlySet<string>> {
  const limited = new Map(
    lanes.map(({ queue, lane }) => [`${queue} ${lane}`, limitsOf(queue, parseLane(lane))]),
  );
  const ids = idsOf([...limited.values()].flat());
  if (ids.length === 0) return new Set();
  const rows = await db.run<CounterRow>('read-counters', [allShards, ids]);
  const counters = new Map(rows.map((row) => [row.id, counterOf(row)]));
  const full = [...limited].filter(([, limits]) =>
    limits.some((limit) => roomUnder(limit, counters.get(limit.id), rows[0]?.now ?? 0) < 1),
  );
  return new Set(full.map(([lane]) => lane));
}
