// Says of queued activities that no worker can take them. See the engine's unclaimed.ts.
import type { WorkerKey } from '@baton/core';
import { mayBeUnclaimed, withUnclaimed, type PendingActivity, type WorkerRegistration } from '@baton/engine';
import type { Parts } from '../parts.ts';
import { fromJson, type JsonText } from '../runs/rows.ts';

interface ClaimingRow {
  readonly key: WorkerKey;
  readonly task_queues: readonly string[];
  readonly activities: JsonText<WorkerRegistration['activities']>;
}

/** The same activities. The workers are asked for only if one of these waits for one. */
export async function explainUnclaimed<A extends PendingActivity>(
  { db }: Parts,
  activities: readonly A[],
  nowMs: number,
): Promise<readonly A[]> {
  if (!activities.some((activity) => mayBeUnclaimed(activity, nowMs))) return activities;
  const rows = await db.run<ClaimingRow>('claiming-workers', []);
  const workers = rows.map((row) => ({
    workerKey: row.key,
    taskQueues: row.task_queues,
    activities: fromJson(row.activities).map(({ name }) => name),
  }));
  return activities.map((activity) => withUnclaimed(activity, workers, nowMs));
}
