// An activity named by its ids instead of a token: for operators.
import type { ActivityId } from '@baton/core';
import type { ActivityTarget, Storage } from '../storage.ts';
import { findTarget, type RunTarget } from './find-open-run.ts';

/** Whatever its attempt is. @throws {RunNotFoundError} */
export async function activityById(
  storage: Storage,
  run: RunTarget,
  activityId: string,
): Promise<ActivityTarget> {
  const { shard, runId } = await findTarget(storage, run);
  return { shard, runId, activityId: activityId as ActivityId, attempt: null, epoch: null };
}
