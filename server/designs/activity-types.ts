import type { Ctx } from '../context.ts';
import type { ActivityType } from '../views/designs.ts';

export async function listActivityTypes(_ctx: Ctx): Promise<readonly ActivityType[]> {
  throw new Error('listActivityTypes is being written');
}
