import { runRef, type ActivityId } from '@baton/core';
import { auditCall } from '../audit-call.ts';
import { audited } from '../audit.ts';
import type { Ctx } from '../context.ts';
import { ApiError } from '../errors.ts';
import type { ByActivityInput } from '../input/activities.ts';
import { requireRun } from '../runs/require-run.ts';
import type { Accepted } from '../views/activities.ts';

/**
 * Ends the back-off, or lets an activity go on that was stopped because it ended its workers: the next attempt may begin at once.
 * @throws {ApiError} NOT_WAITING, if it waits for no retry.
 */
export async function retryNow(ctx: Ctx, { runId, activityId }: ByActivityInput): Promise<Accepted> {
  await requireRun(ctx.deps, runId);
  const { shard } = runRef(runId);
  const object = { kind: 'activity', id: `${runId}/${activityId}` };
  if (await ctx.deps.storage.releasePoison(runRef(runId), activityId as ActivityId)) {
    await auditCall(ctx, object);
    return { accepted: true };
  }
  return audited(ctx, object, async (tx) => {
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
