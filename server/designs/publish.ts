import type { DesignProblem, JsonObject } from '@baton/core';
import { audited } from '../audit.ts';
import { actorOf, type Ctx } from '../context.ts';
import { ApiError } from '../errors.ts';
import type { PublishDesignInput } from '../input/designs.ts';
import type { VersionItem } from '../views/designs.ts';
import { readDocument } from './document.ts';
import { problemsOf } from './problems.ts';
import { requireDesign } from './read-design.ts';

/**
 * Makes the draft an immutable version, and that the latest.
 * @throws {ApiError} DESIGN_INVALID with the problems; REVISION_CONFLICT if the draft is not the one that was looked at.
 */
export async function publishDesign(ctx: Ctx, input: PublishDesignInput): Promise<VersionItem> {
  const { designId, revision, note } = input;
  const by = actorOf(ctx.caller);
  const draft = await requireDesign(ctx.deps.prisma, designId);
  refuseErrors(await problemsOf(ctx.deps, readDocument(draft.draft)));
  const row = await audited(ctx, { kind: 'design', id: designId }, async (tx) => {
    const version = (draft.publishedVersion ?? 0) + 1;
    // The revision says that this is the draft whose problems were just looked for; it also locks out a second publisher.
    const { count } = await tx.design.updateMany({
      where: { id: designId, revision, publishedVersion: draft.publishedVersion, archivedAt: null },
      data: { publishedVersion: version, updatedAt: new Date() },
    });
    if (count === 0 || draft.revision !== revision) throw conflict(draft.archivedAt, draft.revision);
    const made = await tx.designVersion.create({
      data: { designId, version, document: draft.draft, note, publishedBy: by },
    });
    return { answer: made, details: { version, note } };
  });
  ctx.deps.feed.touch('designs');
  return {
    version: row.version,
    note: row.note,
    publishedAtMs: row.publishedAt.getTime(),
    publishedByName: ctx.caller.name,
    openRuns: 0,
  };
}

function refuseErrors(problems: readonly DesignProblem[]): void {
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  const what = errors.length === 1 ? 'a problem' : `${errors.length} problems`;
  throw new ApiError('DESIGN_INVALID', `The design has ${what} and can't be published`, {
    details: { problems: errors.map((problem): JsonObject => ({ ...problem })) },
    problems: errors.slice(0, 20).map(({ nodeId, edgeId, path, message }) => ({
      path: [nodeId ?? edgeId, path].filter((part) => part !== null).join('.'),
      message,
    })),
  });
}

function conflict(archivedAt: Date | null, revision: number): ApiError {
  return archivedAt === null
    ? new ApiError('REVISION_CONFLICT', 'The draft has changed since you looked at it', {
        details: { revision },
      })
    : new ApiError('DESIGN_ARCHIVED', 'The design is archived: restore it to publish it');
}
