// Says of queued activities which limit they wait for. See the engine's in-the-way.ts.
import { limitsBy, limitsInQuestion, withLimit, type PendingActivity } from '@baton/engine';
import type { Parts } from '../parts.ts';
import { allShards } from '../shards.ts';
import { counterOf, idsOf, type CounterRow } from './counters.ts';
import { readRules } from './rules.ts';

/** The same activities. Nothing is read if none of them may wait for a limit. */
export async function explainLimited<A extends PendingActivity>(
  { db }: Parts,
  activities: readonly A[],
  nowMs: number,
): Promise<readonly A[]> {
  if (!activities.some(({ state, availableAtMs }) => state === 'queued' && availableAtMs <= nowMs)) {
    return activities;
  }
  const limitsOf = limitsBy(await readRules(db));
  const ids = idsOf(activities.flatMap((activity) => limitsInQuestion(activity, limitsOf, nowMs)));
  if (ids.length === 0) return activities;
  const rows = await db.run<CounterRow>('read-counters', [allShards, ids]);
  const counters = new Map(rows.map((row) => [row.id, counterOf(row)]));
  return activities.map((activity) => withLimit(activity, limitsOf, { counters, nowMs }));
}
