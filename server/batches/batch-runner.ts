// Carries out batches. Any web process may: whoever has the lease of one works on it, page by page; a page that is done again does nothing
// twice, so a process may die at any place.
//
// asleep: until an order comes in, or a look each 10 s finds a batch that nobody works on.  working: one batch after the other.
import type { RunId } from '@baton/core';
import type { Storage } from '@baton/engine';
import type { Pool } from 'pg';
import type { BatchAction } from '../input/batches.ts';
import type { RunFilter } from '../input/runs.ts';
import { filterValues, MATCHES } from '../runs/matching.ts';
import { actOn, type Acted } from './act-on.ts';

export interface BatchRunner {
  /** One was ordered here. */
  wake(): void;
  /** Leaves what it is at to others; resolves when it is. */
  stop(): Promise<void>;
}

export interface BatchRunnerOptions {
  readonly pool: Pool;
  readonly storage: Storage;
  readonly failed: (error: unknown) => void;
}

export interface ClaimedBatch {
  readonly id: string;
  readonly action: BatchAction;
  readonly filter: RunFilter;
  readonly reason: string;
  readonly by: string;
  readonly perSecond: number;
  readonly beforeRun: string;
  readonly cursor: string | null;
  readonly createdAtMs: number;
}

const LOOK_MS = 10_000;
/** Renewed with each page, which takes a second at most, unless the database is very slow. */
const LEASE_S = 15;
const PAGE = 50;

export function startBatchRunner({ pool, storage, failed }: BatchRunnerOptions): BatchRunner {
  let stopped = false;
  let wanted = false;
  let working: Promise<void> | null = null;
  const timer = setInterval(() => wake(), LOOK_MS);
  timer.unref();

  const wasWoken = (): boolean => wanted;

  const work = async (): Promise<void> => {
    try {
      while (!stopped) {
        wanted = false;
        const batch = await claim(pool);
        if (batch !== null) await carryOut({ pool, storage, batch, isOver: () => stopped });
        else if (!wasWoken()) break;
      }
    } catch (error) {
      failed(error);
    }
    working = null;
  };
  const wake = (): void => {
    wanted = true;
    if (!stopped) working ??= work();
  };
  wake();
  return {
    wake,
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await working;
    },
  };
}

interface Work {
  readonly pool: Pool;
  readonly storage: Storage;
  readonly batch: ClaimedBatch;
  readonly isOver: () => boolean;
}

async function carryOut({ pool, storage, batch, isOver }: Work): Promise<void> {
  let cursor = batch.cursor;
  while (!isOver()) {
    const begun = performance.now();
    const limit = Math.min(PAGE, batch.perSecond);
    const { rows } = await pool.query<{ runId: RunId }>(PAGE_OF_RUNS, [
      ...filterValues(cursor ?? batch.beforeRun, batch.filter),
      limit,
    ]);
    const acted: Acted[] = [];
    for (const { runId } of rows) acted.push(await actOn(storage, batch, runId));
    const next = rows.at(-1)?.runId ?? cursor;
    const isMine = await keep(pool, batch.id, { from: cursor, to: next, acted, isLast: rows.length < limit });
    cursor = next;
    if (!isMine || rows.length < limit) return;
    await pause((rows.length * 1_000) / batch.perSecond - (performance.now() - begun));
  }
  // Somebody else may go on at once.
  await pool.query('update baton.batch set lease_until = now() where id = $1', [batch.id]);
}

async function claim(pool: Pool): Promise<ClaimedBatch | null> {
  const { rows } = await pool.query<ClaimedRow>(CLAIM, [LEASE_S]);
  const [row] = rows;
  if (row === undefined) return null;
  // As they were checked when it was ordered.
  const { action, filter, ...rest } = row;
  return { ...rest, action: JSON.parse(action) as BatchAction, filter: JSON.parse(filter) as RunFilter };
}

type ClaimedRow = Omit<ClaimedBatch, 'action' | 'filter'> & {
  readonly action: string;
  readonly filter: string;
};

interface Page {
  readonly from: string | null;
  readonly to: string | null;
  readonly acted: readonly Acted[];
  readonly isLast: boolean;
}

/** False: it was stopped meanwhile, or somebody else has gone on with it. */
async function keep(pool: Pool, id: string, { from, to, acted, isLast }: Page): Promise<boolean> {
  const count = (kind: Acted['kind']): number => acted.filter((each) => each.kind === kind).length;
  const failure = acted.findLast((each) => each.kind === 'failed')?.message ?? null;
  const { rowCount } = await pool.query(KEEP, [
    ...[id, to, count('done'), count('skipped'), count('failed'), failure, isLast, LEASE_S, from],
  ]);
  return rowCount === 1;
}

function pause(ms: number): Promise<void> {
  return ms <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}

const CLAIM = `
  update baton.batch
  set lease_until = now() + $1 * interval '1 second'
  where id = (
    select id from baton.batch
    where state = 'running' and lease_until <= now()
    order by lease_until
    limit 1
    for update skip locked
  )
  returning id, action, filter, reason, created_by as by, per_second as "perSecond", before_run as "beforeRun", cursor,
    extract(epoch from created_at)::float8 * 1000 as "createdAtMs"`;

const KEEP = `
  update baton.batch
  set cursor = $2::uuid, done = done + $3, skipped = skipped + $4, failed = failed + $5, last_failure = coalesce($6, last_failure),
    state = case when $7 then 'done' else state end,
    ended_at = case when $7 then now() end,
    lease_until = now() + $8 * interval '1 second'
  where id = $1 and state = 'running' and cursor is not distinct from $9::uuid`;

// Latest first, as the list shows them.
const PAGE_OF_RUNS = `
  select found.id as "runId"
  from generate_series(0, 63) as place(shard)
  cross join lateral (
    select run.id
    from baton.run
    left join baton.design on design.id = run.design_id
    where run.shard = place.shard and ${MATCHES}
    order by run.id desc
    limit $8
  ) as found
  order by found.id desc
  limit $8`;
