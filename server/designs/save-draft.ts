// Saving a draft: compare and swap by revision, so that of two people who save, one is told of the other.
import type { JsonObject } from '@baton/core';
import type { Design as DesignRow } from '../../prisma/generated/client.ts';
import { audited } from '../audit.ts';
import { actorOf, type Ctx } from '../context.ts';
import type { Transaction } from '../db.ts';
import { ApiError } from '../errors.ts';
import type { DiscardDraftInput, SaveDraftInput } from '../input/designs.ts';
import { namesOf } from '../names.ts';
import type { DesignDetail, SavedDraft } from '../views/designs.ts';
import { writeDocument } from './document.ts';
import { problemsOf } from './problems.ts';
import { detailOf, requireDesign, requireVersion } from './read-design.ts';

/** @throws {ApiError} REVISION_CONFLICT with the current revision, its document and who saved it; DESIGN_ARCHIVED */
export async function saveDraft(ctx: Ctx, input: SaveDraftInput): Promise<SavedDraft> {
  const { designId, revision, document } = input;
  const draft = writeDocument(document);
  const row = await swap(ctx, { designId, revision, draft });
  ctx.deps.feed.touch('designs');
  return {
    revision: row.revision,
    savedAtMs: row.updatedAt.getTime(),
    problems: await problemsOf(ctx.deps, document),
  };
}

/** Back to the latest version. @throws {ApiError} REVISION_CONFLICT, NOT_PUBLISHED */
export async function discardDraft(
  ctx: Ctx,
  { designId, revision }: DiscardDraftInput,
): Promise<DesignDetail> {
  const { prisma, feed } = ctx.deps;
  const { publishedVersion } = await requireDesign(prisma, designId);
  if (publishedVersion === null) {
    throw new ApiError('NOT_PUBLISHED', 'The design was never published: there is nothing to go back to');
  }
  const { document } = await requireVersion(prisma, designId, publishedVersion);
  const row = await swap(ctx, { designId, revision, draft: document }, { toVersion: publishedVersion });
  feed.touch('designs');
  return detailOf(ctx.deps, row);
}

interface Swap {
  readonly designId: string;
  readonly revision: number;
  readonly draft: string;
}

/** Autosave comes every few seconds: it is recorded in the row (who, when), and only what is more than that in the audit. */
async function swap(ctx: Ctx, next: Swap, details?: JsonObject): Promise<DesignRow> {
  const object = { kind: 'design', id: next.designId };
  const row =
    details === undefined
      ? await ctx.deps.prisma.$transaction((tx) => swapIn(tx, ctx, next))
      : await audited(ctx, object, async (tx) => ({ answer: await swapIn(tx, ctx, next), details }));
  if (row !== null) return row;
  throw await conflict(ctx, next.designId);
}

/** Null: somebody else was first (or it is archived, or not there). */
async function swapIn(tx: Transaction, ctx: Ctx, next: Swap): Promise<DesignRow | null> {
  const { designId, revision, draft } = next;
  const { count } = await tx.design.updateMany({
    where: { id: designId, revision, archivedAt: null },
    data: {
      draft,
      revision: { increment: 1 },
      updatedBy: actorOf(ctx.caller),
      updatedAt: new Date(),
    },
  });
  return count === 0 ? null : requireDesign(tx, designId);
}

async function conflict({ deps }: Ctx, designId: string): Promise<ApiError> {
  const current = await requireDesign(deps.prisma, designId);
  if (current.archivedAt !== null) {
    return new ApiError('DESIGN_ARCHIVED', 'The design is archived: restore it to change it');
  }
  const names = await namesOf(deps.prisma, [current.updatedBy]);
  return new ApiError('REVISION_CONFLICT', 'Somebody else has saved this design in the meantime', {
    details: {
      revision: current.revision,
      updatedByName: names(current.updatedBy),
      updatedAtMs: current.updatedAt.getTime(),
    },
  });
}
