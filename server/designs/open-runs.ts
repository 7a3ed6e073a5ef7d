import type { Pool } from 'pg';

export interface OpenRuns {
  readonly designId: string;
  readonly version: number;
  readonly runs: number;
}

/** Open runs by version, from the index of open runs of designs. */
export async function openRunsOf(pool: Pool, designIds: readonly string[]): Promise<readonly OpenRuns[]> {
  if (designIds.length === 0) return [];
  const { rows } = await pool.query<OpenRuns>(OPEN_RUNS, [designIds]);
  return rows;
}

const OPEN_RUNS = `
  select run.design_id as "designId", run.design_version as version, count(*)::integer as runs
  from generate_series(0, 63) as place(shard)
  join baton.run on run.shard = place.shard and run.design_id = any($1) and run.status = 'running'
  group by run.design_id, run.design_version`;
