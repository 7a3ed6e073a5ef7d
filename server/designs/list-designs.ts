import type { Ctx } from '../context.ts';
import type { ListDesignsInput } from '../input/designs.ts';
import type { DesignPage } from '../views/designs.ts';

export async function listDesigns(_ctx: Ctx, _input: ListDesignsInput): Promise<DesignPage> {
  throw new Error('listDesigns is being written');
}
