import type { Pool } from 'pg';

/** Open runs by design, up to 1,000 each: that many, or more. */
export async function openRunsOf(
  pool: Pool,
  designIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (designIds.length === 0) return new Map();
  const { rows } = await pool.query<{ designId: string; runs: number }>(BY_DESIGN, [designIds]);
  return new Map(rows.map(({ designId, runs }) => [designId, runs]));
}

/** Open runs by version of a design, up to 1,000 each: that many, or more. */
export async function openRunsByVersion(pool: Pool, designId: string): Promise<ReadonlyMap<number, number>> {
  const { rows } = await pool.query<{ version: number; runs: number }>(BY_VERSION, [designId]);
  return new Map(rows.map(({ version, runs }) => [version, runs]));
}

/** Counting more would read more than anybody looks at. */
const MOST_COUNTED = 1_000;

// The shards come lazily: what is over the limit is not read.
const countOf = (condition: string): string => `(
    select count(*)::integer
    from (
      select
      from generate_series(0, 63) as place(shard)
      cross join lateral (
        select
        from baton.run
        where run.shard = place.shard and run.status = 'running' and ${condition}
        limit ${MOST_COUNTED}
      ) as found
      limit ${MOST_COUNTED}
    ) as counted
  )`;

const BY_DESIGN = `
  select wanted.id as "designId", ${countOf('run.design_id = wanted.id')} as runs
  from unnest($1::text[]) as wanted(id)`;

const BY_VERSION = `
  select version.version, ${countOf('run.design_id = version.design_id and run.design_version = version.version')} as runs
  from baton.design_version as version
  where version.design_id = $1`;
