import { z } from 'zod';
import type { Ctx } from '../context.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import type { ListDesignsInput } from '../input/designs.ts';
import { namesOf } from '../names.ts';
import type { DesignItem, DesignPage } from '../views/designs.ts';
import { openRunsOf } from './open-runs.ts';

/** Latest changed first. */
export async function listDesigns({ deps }: Ctx, input: ListDesignsInput): Promise<DesignPage> {
  const [beforeMs, beforeId] = input.cursor === undefined ? [null, null] : decodeCursor(input.cursor, place);
  const { rows: found } = await deps.pool.query<Row>(LIST, [
    input.archived,
    input.text === undefined || input.text === '' ? null : `%${input.text.replace(/[\\%_]/g, '\\$&')}%`,
    beforeMs === null ? null : beforeMs / 1_000,
    beforeId,
    input.limit + 1,
  ]);
  const { rows, nextCursor } = pageOf(found, input.limit, (row) => [row.updatedAtMs, row.designId]);
  const [names, open] = await Promise.all([
    namesOf(
      deps.prisma,
      rows.map((row) => row.updatedBy),
    ),
    openRunsOf(
      deps.pool,
      rows.map((row) => row.designId),
    ),
  ]);
  const items = rows.map(({ updatedBy, ...row }): DesignItem => ({
    ...row,
    updatedByName: names(updatedBy),
    openRuns: open.get(row.designId) ?? 0,
  }));
  return { items, nextCursor };
}

const place = z.tuple([z.number(), z.string()]);

interface Row extends Omit<DesignItem, 'updatedByName' | 'openRuns'> {
  readonly updatedBy: string;
}

// Milliseconds are what the cursor keeps, so that is what is compared.
const LIST = `
  select
    design.id as "designId",
    design.name,
    design.published_version as "latestVersion",
    version.document is distinct from design.draft as "hasUnpublishedChanges",
    json_array_length(design.draft::json -> 'nodes') as nodes,
    design.archived_at is not null as archived,
    trunc(extract(epoch from design.updated_at) * 1000)::float8 as "updatedAtMs",
    design.updated_by as "updatedBy"
  from baton.design
  left join baton.design_version as version
    on version.design_id = design.id and version.version = design.published_version
  where (design.archived_at is not null) = $1
    and ($2::text is null or design.name ilike $2)
    and (
      $3::float8 is null
      or (date_trunc('milliseconds', design.updated_at), design.id) < (to_timestamp($3), $4::text)
    )
  order by date_trunc('milliseconds', design.updated_at) desc, design.id desc
  limit $5`;
