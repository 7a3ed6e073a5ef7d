import type { Ctx } from '../context.ts';
import type { DesignDetail } from '../views/designs.ts';
import { detailOf, requireDesign } from './read-design.ts';

export async function getDesign({ deps }: Ctx, designId: string): Promise<DesignDetail> {
  return detailOf(deps, await requireDesign(deps.prisma, designId));
}
