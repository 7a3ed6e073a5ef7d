import { runRef } from '@baton/core';
import { audited } from '../audit.ts';
import type { Ctx } from '../context.ts';
import { ApiError } from '../errors.ts';
import type { ByActivityInput } from '../input/activities.ts';
import { requireRun } from '../runs/require-run.ts';
import type { Accepted } from '../views/activities.ts';

/** Ends the back-off: the next attempt may begin at once. @throws {ApiError} NOT_WAITING, if it waits for no retry. */
export async function retryNow(ctx: Ctx, { runId, activityId }: ByActivityInput): Promise<Accepted> {
  await requireRun(ctx.deps, runId);
  const { shard } = runRef(runId);
  return audited(ctx, { kind: 'activity', id: `${runId}/${activityId}` }, async (tx) => {
    // Workers look for what is available once a second at the latest, so nobody has to be told.
    const count = await tx.$executeRaw`
      update baton.activity
      set available_at = now()
      where shard = ${shard}::smallint and run_id = ${runId}::uuid and activity_id = ${activityId}
        and state = 'queued' and available_at > now()`;
    if (count === 0) throw new ApiError('NOT_WAITING', 'The activity does not wait for a retry');
    return { answer: { accepted: true } as const };
  });
}
