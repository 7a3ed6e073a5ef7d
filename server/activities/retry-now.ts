import type { Ctx } from '../context.ts';
import type { ByActivityInput } from '../input/activities.ts';
import type { Accepted } from '../views/activities.ts';

export async function retryNow(_ctx: Ctx, _input: ByActivityInput): Promise<Accepted> {
  throw new Error('retryNow is being written');
}
