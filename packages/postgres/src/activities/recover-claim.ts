// The answer of a claim, again. The claim may have been refused, may have begun attempts that nobody runs, or may still be on its way.
import type { WorkerId } from '@baton/core';
import type { ActivityTask } from '@baton/engine';
import type { Parts } from '../parts.ts';
import { allShards } from '../shards.ts';
import { activityTask, type TaskRow } from './rows.ts';

/** First nothing more can come of it (this waits for what is being written), then what has come of it is read. */
export async function recoverClaim(
  { claims }: Parts,
  workerId: WorkerId,
  claim: number,
): Promise<readonly ActivityTask[]> {
  const rows = await claims.transaction(async (tx) => {
    const fenced = await tx.run('fence-claims', [workerId, claim]);
    return fenced.length === 0 ? [] : tx.run<TaskRow>('recover-claim', [workerId, allShards, claim]);
  });
  return rows.map(activityTask);
}
