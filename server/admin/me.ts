import type { Ctx } from '../context.ts';
import type { Me } from '../views/admin.ts';

export async function getMe(_ctx: Ctx): Promise<Me> {
  throw new Error('getMe is being written');
}
