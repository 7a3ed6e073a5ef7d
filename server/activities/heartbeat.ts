import type { Ctx } from '../context.ts';
import type { HeartbeatActivityInput } from '../input/activities.ts';
import type { HeartbeatAnswer } from '../views/activities.ts';

export async function heartbeatActivity(_ctx: Ctx, _input: HeartbeatActivityInput): Promise<HeartbeatAnswer> {
  throw new Error('heartbeatActivity is being written');
}
