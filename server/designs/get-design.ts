import type { Ctx } from '../context.ts';
import type { DesignDetail } from '../views/designs.ts';

export async function getDesign(_ctx: Ctx, _input: string): Promise<DesignDetail> {
  throw new Error('getDesign is being written');
}
