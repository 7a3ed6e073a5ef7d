import type { Design as DesignRow, DesignVersion } from '../../prisma/generated/client.ts';
import type { Deps } from '../context.ts';
import type { Transaction } from '../db.ts';
import { ApiError } from '../errors.ts';
import { namesOf } from '../names.ts';
import type { DesignDetail } from '../views/designs.ts';
import { readDocument } from './document.ts';
import { problemsOf } from './problems.ts';

/** @throws {ApiError} NOT_FOUND */
export async function requireDesign(tx: Transaction, designId: string): Promise<DesignRow> {
  const row = await tx.design.findUnique({ where: { id: designId } });
  if (row === null) throw new ApiError('NOT_FOUND', 'There is no such design');
  return row;
}

/** @throws {ApiError} NOT_FOUND */
export async function requireVersion(
  tx: Transaction,
  designId: string,
  version: number,
): Promise<DesignVersion> {
  const row = await tx.designVersion.findUnique({ where: { designId_version: { designId, version } } });
  if (row === null) throw new ApiError('NOT_FOUND', `The design has no version ${version}`);
  return row;
}

export async function detailOf(deps: Deps, row: DesignRow): Promise<DesignDetail> {
  const document = readDocument(row.draft);
  const [problems, names, published] = await Promise.all([
    problemsOf(deps, document),
    namesOf(deps.prisma, [row.updatedBy]),
    row.publishedVersion === null ? null : requireVersion(deps.prisma, row.id, row.publishedVersion),
  ]);
  return {
    designId: row.id,
    name: row.name,
    archived: row.archivedAt !== null,
    revision: row.revision,
    document,
    problems,
    latestVersion: row.publishedVersion,
    hasUnpublishedChanges: published?.document !== row.draft,
    updatedAtMs: row.updatedAt.getTime(),
    updatedByName: names(row.updatedBy),
  };
}
