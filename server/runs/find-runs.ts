// Which runs stand on a page: ids only, from the index of each shard. What is shown of them is read afterwards, for the page alone.
//
// What an index answers (all, open, unhappy, of a design, since a moment, a whole workflow id or run id) costs the same however many runs there are. For the
// rest (a part of a name, what runs wait for, a workflow's name) the latest runs are looked through, a bounded number for each page; the page says how far
// it has looked, and the next one goes on from there.
import { isRunId, runRef, shardOf, type RunId } from '@baton/core';
import type { Pool } from 'pg';
import type { RunFilter } from '../input/runs.ts';
import { filterValues, indexedPart, isIndexed, MATCHES } from './matching.ts';

export interface FoundRuns {
  readonly ids: readonly RunId[];
  /** The next page begins below this one; `null`: there is none. */
  readonly nextBefore: string | null;
  /** Runs down to this one were looked through, older ones were not; `null`: all were. */
  readonly searchedTo: string | null;
}

/** Runs that are looked through for the first page, where no index helps: some milliseconds. */
const FIRST_LOOK = 2_000;
/** For each page after it: whoever asks for more is ready to wait a little. */
const NEXT_LOOK = 20_000;
const SHARDS = 64;
/** Runs of a workflow id that was given whole. */
const MOST_EXACT = 50;

/** @param bounded false: looks through all of them, however long it takes. */
export async function findRuns(
  pool: Pool,
  filter: RunFilter,
  {
    before,
    limit,
    bounded = true,
  }: { readonly before: string | null; readonly limit: number; readonly bounded?: boolean },
): Promise<FoundRuns> {
  const exact = bounded ? await exactly(pool, filter) : [];
  const scan = { pool, filter, before, limit: limit + 1, not: exact };
  if (!bounded || isIndexed(filter)) {
    const found = await latest(scan, null);
    return pageOf(before === null ? exact : [], found, limit, null);
  }
  const perShard = Math.ceil((before === null ? FIRST_LOOK : NEXT_LOOK) / SHARDS);
  const found = await latest(scan, perShard);
  // After the page: what has started meanwhile moves the edge up, and leaves no gap.
  const edge = await edgeOf(scan, perShard);
  const within = edge === null ? found : found.filter((id) => id >= edge);
  return pageOf(before === null ? exact : [], within, limit, edge);
}

function pageOf(
  first: readonly RunId[],
  found: readonly RunId[],
  limit: number,
  edge: string | null,
): FoundRuns {
  const isFull = found.length > limit;
  const page = found.slice(0, limit);
  const nextBefore = isFull ? (page.at(-1) ?? null) : edge;
  return { ids: [...first, ...page], nextBefore, searchedTo: isFull ? null : edge };
}

interface Scan {
  readonly pool: Pool;
  readonly filter: RunFilter;
  readonly before: string | null;
  readonly limit: number;
  /** On the page already. */
  readonly not: readonly RunId[];
}

/** The latest of all shards. A few of each are nearly always enough; where one shard has given all it was asked for, it is asked for more. */
async function latest(scan: Scan, perShard: number | null): Promise<readonly RunId[]> {
  const few = 8 + Math.ceil(scan.limit / 16);
  const ids = await latestOf(scan, perShard, few);
  const counts = new Map<string, number>();
  for (const id of ids) {
    const shard = id.slice(15, 18);
    counts.set(shard, (counts.get(shard) ?? 0) + 1);
  }
  const mayHaveMore = few < scan.limit && [...counts.values()].some((count) => count === few);
  return mayHaveMore ? latestOf(scan, perShard, scan.limit) : ids;
}

async function latestOf(scan: Scan, perShard: number | null, each: number): Promise<readonly RunId[]> {
  const { pool, filter, before, limit, not } = scan;
  const values = [...filterValues(before, filter), limit, each, not];
  const { rows } = await pool.query<{ id: RunId }>(
    (perShard === null ? pageText : searchText)(indexedPart(filter)),
    perShard === null ? values : [...values, perShard],
  );
  return rows.map(({ id }) => id);
}

/** The latest of the runs at which the shards have stopped; `null`: all have come to their end. */
async function edgeOf({ pool, filter, before }: Scan, perShard: number): Promise<string | null> {
  const { rows } = await pool.query<{ id: string }>(edgeText(indexedPart(filter)), [
    ...filterValues(before, filter),
    perShard - 1,
  ]);
  return rows[0]?.id ?? null;
}

/** Runs whose workflow id or own id the text is, wherever they are. */
async function exactly(pool: Pool, filter: RunFilter): Promise<readonly RunId[]> {
  const wanted = filter.text?.trim() ?? '';
  if (wanted === '') return [];
  const { runId, shard } = isRunId(wanted) ? runRef(wanted) : { runId: null, shard: 0 };
  const values = [...filterValues(null, filter), shardOf(wanted), wanted, shard, runId, MOST_EXACT];
  const { rows } = await pool.query<{ id: RunId }>(EXACT, values);
  return rows.map(({ id }) => id);
}

const EXACT = `
  select run.id
  from (
    (
      select named.shard, named.id from baton.run as named
      where named.shard = $8 and named.workflow_id = $9
      order by named.id desc
      limit $12
    )
    union
    (select itself.shard, itself.id from baton.run as itself where itself.shard = $10 and itself.id = $11::uuid)
  ) as found
  join baton.run on run.shard = found.shard and run.id = found.id
  left join baton.design on design.id = run.design_id
  where ${MATCHES}
  order by run.id desc`;

// Ids are ordered by time within a shard, and across shards to the millisecond.
const pageText = (indexed: string): string => `
  select found.id
  from generate_series(0, ${SHARDS - 1}) as place(shard)
  cross join lateral (
    select run.id
    from baton.run
    left join baton.design on design.id = run.design_id
    where run.shard = place.shard and ${indexed} and ${MATCHES} and run.id <> all ($10::uuid[])
    order by run.id desc
    limit $9
  ) as found
  order by found.id desc
  limit $8`;

const searchText = (indexed: string): string => `
  select found.id
  from generate_series(0, ${SHARDS - 1}) as place(shard)
  cross join lateral (
    select run.id
    from (
      select run.*
      from baton.run
      where run.shard = place.shard and ${indexed}
      order by run.id desc
      limit $11
    ) as run
    left join baton.design on design.id = run.design_id
    where ${MATCHES} and run.id <> all ($10::uuid[])
    order by run.id desc
    limit $9
  ) as found
  order by found.id desc
  limit $8`;

const edgeText = (indexed: string): string => `
  select stopped.id
  from generate_series(0, ${SHARDS - 1}) as place(shard)
  cross join lateral (
    select run.id
    from baton.run
    where run.shard = place.shard and ${indexed}
      and ($3::text is null or true) and ($5::text is null or true) and ($6::text is null or true)
    order by run.id desc
    offset $8
    limit 1
  ) as stopped
  order by stopped.id desc
  limit 1`;
