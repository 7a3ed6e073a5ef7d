// Which limit keeps a queued activity from beginning: worked out whenever somebody looks.
import type { PendingActivity } from '../storage/activities.ts';
import { mayBeUnclaimed } from '../unclaimed.ts';
import { roomUnder, type Room } from './choose.ts';
import { laneOf, type AppliedLimit, type LimitsOf } from './lane.ts';

/** The limits that an activity falls under; none if it waits for something else. */
export function limitsInQuestion(
  activity: PendingActivity,
  limitsOf: LimitsOf,
  nowMs: number,
): readonly AppliedLimit[] {
  if (!mayBeUnclaimed(activity, nowMs) || activity.poisoned) return [];
  return limitsOf(activity.queue, laneOf(activity.name, activity.options));
}

/** The activity as it looks from outside: if a limit is full, it says which. */
export function withLimit<A extends PendingActivity>(
  activity: A,
  limitsOf: LimitsOf,
  { counters, nowMs }: Pick<Room, 'counters' | 'nowMs'>,
): A {
  const full = limitsInQuestion(activity, limitsOf, nowMs).find(
    (limit) => roomUnder(limit, counters.get(limit.id), nowMs) < 1,
  );
  if (full === undefined) return activity;
  const { scope, settings } = full.rule;
  const { maxConcurrent, perSecond } = settings;
  const inUse = counters.get(full.id)?.used ?? 0;
  const name = full.id.slice(scope.length + 1);
  return { ...activity, limitedBy: { scope, name, inUse, maxConcurrent, perSecond } };
}
