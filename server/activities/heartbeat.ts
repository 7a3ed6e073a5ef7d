import { heartbeatActivity as beatInEngine } from '@baton/engine';
import type { Ctx } from '../context.ts';
import type { HeartbeatActivityInput } from '../input/activities.ts';
import type { HeartbeatAnswer } from '../views/activities.ts';
import { targetOf } from './by-token.ts';

export async function heartbeatActivity(ctx: Ctx, input: HeartbeatActivityInput): Promise<HeartbeatAnswer> {
  const { token, details, sequence } = input;
  return beatInEngine(ctx.deps.storage, await targetOf(ctx, token, 'heartbeat'), {
    details,
    ...(sequence === undefined ? {} : { sequence }),
  });
}
