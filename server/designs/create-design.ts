import type { Ctx } from '../context.ts';
import type { CreateDesignInput } from '../input/designs.ts';
import type { DesignDetail } from '../views/designs.ts';

export async function createDesign(_ctx: Ctx, _input: CreateDesignInput): Promise<DesignDetail> {
  throw new Error('createDesign is being written');
}
