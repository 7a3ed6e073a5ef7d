// Whoever works on an activity has stopped, as it was asked to.
import { cancelFailure } from '@baton/core';
import type { ActivityAnswer, ActivityTarget, Storage } from '../storage.ts';
import { refuse, withGrace } from './activity-refusal.ts';

/**
 * Closes the activity as cancelled.
 *
 * @throws {RefusedError} `NOT_CANCELLED` if nobody asked for it; `ACTIVITY_CLOSED`, `RUN_CLOSED`, `STALE_ATTEMPT`, `STALE_EPOCH`
 * @throws {RunNotFoundError}
 */
export async function reportCancelled(
  storage: Storage,
  target: ActivityTarget,
  message = 'cancelled',
): Promise<void> {
  const answer = await withGrace<ActivityAnswer>(storage, target, async () => {
    const row = await storage.readActivity(target, target.activityId);
    const reason = row?.cancelRequested ?? 'ACTIVITY_CANCELLED';
    return storage.reportCancelled(target, cancelFailure(reason, message));
  });
  if (answer.kind === 'refused') refuse(answer.code, target);
}
