// Designs as files. A bundle is data only: nothing is run or fetched when it is imported, and no secret is in it.
import type { Ctx } from '../context.ts';
import { ApiError } from '../errors.ts';
import type { DesignBundle, ExportDesignInput, ImportDesignInput } from '../input/designs.ts';
import type { DesignDetail } from '../views/designs.ts';
import { insertDesign } from './create-design.ts';
import { readDocument } from './document.ts';
import { requireDesign, requireVersion } from './read-design.ts';

/** A version; without one, the draft. */
export async function exportDesign(
  { deps }: Ctx,
  { designId, version }: ExportDesignInput,
): Promise<DesignBundle> {
  const { name, draft } = await requireDesign(deps.prisma, designId);
  const text =
    version === undefined ? draft : (await requireVersion(deps.prisma, designId, version)).document;
  return { format: 'baton.design', schema: 1, name, document: readDocument(text) };
}

/** Always a new design, as a draft: an import never changes one that is there. */
export async function importDesign(ctx: Ctx, { bundle }: ImportDesignInput): Promise<DesignDetail> {
  if (bundle.document.nodes.length === 0) throw new ApiError('INVALID_INPUT', 'The design has no nodes');
  return insertDesign(ctx, bundle.name, bundle.document);
}
