import type { Ctx } from '../context.ts';
import type { ByDesignInput, DesignVersionInput } from '../input/designs.ts';
import { namesOf } from '../names.ts';
import type { VersionDetail, VersionItem } from '../views/designs.ts';
import { readDocument } from './document.ts';
import { openRunsByVersion } from './open-runs.ts';
import { requireDesign, requireVersion } from './read-design.ts';

/** Latest first. */
export async function listVersions(
  { deps }: Ctx,
  { designId }: ByDesignInput,
): Promise<readonly VersionItem[]> {
  await requireDesign(deps.prisma, designId);
  const rows = await deps.prisma.designVersion.findMany({
    where: { designId },
    orderBy: { version: 'desc' },
    omit: { document: true },
    take: 500,
  });
  const [names, open] = await Promise.all([
    namesOf(
      deps.prisma,
      rows.map((row) => row.publishedBy),
    ),
    openRunsByVersion(deps.pool, designId),
  ]);
  return rows.map((row) => ({
    version: row.version,
    note: row.note,
    publishedAtMs: row.publishedAt.getTime(),
    publishedByName: names(row.publishedBy),
    openRuns: open.get(row.version) ?? 0,
  }));
}

export async function designVersion(
  { deps }: Ctx,
  { designId, version }: DesignVersionInput,
): Promise<VersionDetail> {
  const { name } = await requireDesign(deps.prisma, designId);
  const row = await requireVersion(deps.prisma, designId, version);
  const names = await namesOf(deps.prisma, [row.publishedBy]);
  return {
    designId,
    name,
    version,
    note: row.note,
    publishedAtMs: row.publishedAt.getTime(),
    publishedByName: names(row.publishedBy),
    document: readDocument(row.document),
  };
}
