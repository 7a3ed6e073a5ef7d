import { toMs } from '@baton/core';
import { type ActivityTarget, failActivity as failInEngine } from '@baton/engine';
import { auditCall } from '../audit-call.ts';
import { actorOf, type Ctx } from '../context.ts';
import type { FailActivityInput, FailByIdInput, FailureInput } from '../input/activities.ts';
import type { FailAnswer } from '../views/activities.ts';
import { refuseHumanTask, targetById, targetOf } from './by-token.ts';

/** Ends the attempt; the retry policy says whether another follows. */
export async function failActivity(ctx: Ctx, { token, error }: FailActivityInput): Promise<FailAnswer> {
  return fail(ctx, await targetOf(ctx, token, 'full'), error);
}

/** For operators, without a token: recorded. */
export async function failById(ctx: Ctx, input: FailByIdInput): Promise<FailAnswer> {
  const { error } = input;
  const target = await targetById(ctx, input);
  const answer = await fail(ctx, target, error);
  const { name, message } = error;
  const { runId, activityId } = target;
  await auditCall(ctx, { kind: 'activity', id: `${runId}/${activityId}` }, { name, message });
  return answer;
}

async function fail(ctx: Ctx, target: ActivityTarget, error: FailureInput): Promise<FailAnswer> {
  await refuseHumanTask(ctx, target);
  // Refused here with its path, rather than ignored as a part of somebody's failure.
  if (error.nextRetryDelay !== undefined) toMs(error.nextRetryDelay, 'error.nextRetryDelay');
  const answer = await failInEngine(ctx.deps.storage, target, { error, by: actorOf(ctx.caller) });
  return { accepted: true, ...answer };
}
