// What a remote worker takes, and how it says that it has ended.
import type { ActivityAnswer, ActivityTask, HeartbeatAnswer } from '@baton/engine';
import { targetOf } from '../activities/by-token.ts';
import type { Ctx } from '../context.ts';
import type { BeatInput, ClaimInput, EndInput, RecoverInput } from '../input/remote.ts';
import type { RemoteCancel, RemoteTask } from '../views/remote.ts';

export async function claim(ctx: Ctx, input: ClaimInput): Promise<readonly RemoteTask[]> {
  const { storage, tokens, credentials } = ctx.deps;
  const { workerId, workerKey, taskQueues } = credentials.verify(input.worker, ctx.caller);
  const queues = input.from === 'queues' ? taskQueues : [`@${workerKey}`];
  const { activities, limit, claim: number } = input;
  const tasks = await storage.claimActivities(workerId, queues, activities, limit, number);
  return tasks.map((task) => withTokens(task, tokens));
}

export async function recover(
  ctx: Ctx,
  { worker, claim: number }: RecoverInput,
): Promise<readonly RemoteTask[]> {
  const { storage, tokens, credentials } = ctx.deps;
  const { workerId } = credentials.verify(worker, ctx.caller);
  const tasks = await storage.recoverClaim(workerId, number);
  return tasks.map((task) => withTokens(task, tokens));
}

function withTokens(task: ActivityTask, tokens: Ctx['deps']['tokens']): RemoteTask {
  return {
    ...task,
    tokens: { activity: tokens.activityToken(task), attempt: tokens.attemptToken(task) },
  };
}

/**
 * Only a token names what may be ended: a key can't touch an attempt that was not handed to it. Answers a refusal as a value: the worker has to know it, and there is nothing to repair.
 */
export async function end(ctx: Ctx, { worker, attempt, outcome }: EndInput): Promise<ActivityAnswer> {
  const { storage, credentials } = ctx.deps;
  credentials.verify(worker, ctx.caller);
  const target = await targetOf(ctx, attempt, 'full');
  switch (outcome.kind) {
    case 'completed':
      return storage.completeActivity(target, outcome.result, {});
    case 'failed': {
      const { failure, retryAtMs, checkpoint, sequence } = outcome;
      return storage.endAttempt(
        target,
        retryAtMs === null
          ? { kind: 'final', failure }
          : { kind: 'retry', failure, availableAtMs: retryAtMs },
        checkpoint === undefined || sequence === undefined ? {} : { checkpoint, sequence },
      );
    }
    case 'cancelled':
      return storage.reportCancelled(target, outcome.failure);
    case 'async':
      return storage.makeAsync(target);
  }
}

export async function beat(ctx: Ctx, { worker, beats }: BeatInput): Promise<readonly HeartbeatAnswer[]> {
  const { storage, credentials } = ctx.deps;
  credentials.verify(worker, ctx.caller);
  const requests = await Promise.all(
    beats.map(async ({ attempt, details, sequence }) => ({
      ...(await targetOf(ctx, attempt, 'full')),
      details,
      sequence,
    })),
  );
  return storage.heartbeat(requests);
}

export async function cancels(ctx: Ctx, worker: string): Promise<readonly RemoteCancel[]> {
  const { storage, credentials } = ctx.deps;
  const { workerId } = credentials.verify(worker, ctx.caller);
  return storage.cancelRequests(workerId);
}
