import { type ActivityTarget, completeActivity as completeInEngine } from '@baton/engine';
import { auditCall } from '../audit-call.ts';
import { actorOf, type Ctx } from '../context.ts';
import type { CompleteActivityInput, CompleteByIdInput } from '../input/activities.ts';
import type { CompleteAnswer } from '../views/activities.ts';
import { refuseHumanTask, targetById, targetOf } from './by-token.ts';

export async function completeActivity(ctx: Ctx, input: CompleteActivityInput): Promise<CompleteAnswer> {
  const { token, value, idempotencyKey } = input;
  return complete(ctx, await targetOf(ctx, token, 'full'), value, idempotencyKey);
}

/** For operators, without a token: recorded with the reason. */
export async function completeById(ctx: Ctx, input: CompleteByIdInput): Promise<CompleteAnswer> {
  const { value, reason } = input;
  const target = await targetById(ctx, input);
  const answer = await complete(ctx, target, value, undefined);
  await auditCall(
    ctx,
    { kind: 'activity', id: `${target.runId}/${target.activityId}` },
    { reason: reason ?? '' },
  );
  return answer;
}

async function complete(
  ctx: Ctx,
  target: ActivityTarget,
  value: unknown,
  idempotencyKey: string | undefined,
): Promise<CompleteAnswer> {
  await refuseHumanTask(ctx, target);
  const { alreadyCompleted } = await completeInEngine(ctx.deps.storage, target, {
    value,
    by: actorOf(ctx.caller),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  });
  return { accepted: true, alreadyCompleted };
}
