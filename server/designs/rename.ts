import type { Prisma } from '../../prisma/generated/client.ts';
import type { JsonObject } from '@baton/core';
import { audited } from '../audit.ts';
import { actorOf, type Ctx } from '../context.ts';
import type { ArchiveDesignInput, RenameDesignInput } from '../input/designs.ts';
import type { DesignDetail } from '../views/designs.ts';
import { detailOf, requireDesign } from './read-design.ts';

export async function renameDesign(ctx: Ctx, { designId, name }: RenameDesignInput): Promise<DesignDetail> {
  return update(ctx, designId, { name }, { name });
}

/** An archived design starts no new runs and can't be changed; its open runs go on. */
export async function archiveDesign(
  ctx: Ctx,
  { designId, archived }: ArchiveDesignInput,
): Promise<DesignDetail> {
  return update(ctx, designId, { archivedAt: archived ? new Date() : null }, { archived });
}

async function update(
  ctx: Ctx,
  designId: string,
  data: Prisma.DesignUpdateInput,
  details: JsonObject,
): Promise<DesignDetail> {
  const row = await audited(ctx, { kind: 'design', id: designId }, async (tx) => {
    await requireDesign(tx, designId);
    const changed = { ...data, updatedBy: actorOf(ctx.caller), updatedAt: new Date() };
    return { answer: await tx.design.update({ where: { id: designId }, data: changed }), details };
  });
  ctx.deps.feed.touch('designs');
  return detailOf(ctx.deps, row);
}
