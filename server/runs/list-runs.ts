// Runs, latest first, and what lists show of them.
import { type Failure, type RunId, runRef, type RunStatus } from '@baton/core';
import { z } from 'zod';
import type { Ctx } from '../context.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import type { ListRunsInput } from '../input/runs.ts';
import { namesOf } from '../names.ts';
import type { RunItem, RunPage } from '../views/runs.ts';
import { findRuns } from './find-runs.ts';
import { startOf } from './require-run.ts';
import { waitingOf } from './waiting-of.ts';

interface Row {
  readonly shard: number;
  readonly runId: RunId;
  readonly workflowId: string;
  readonly workflow: string;
  readonly taskQueue: string;
  readonly designId: string | null;
  readonly version: number | null;
  readonly designName: string | null;
  readonly status: RunStatus;
  readonly startedAtMs: number;
  readonly closedAtMs: number | null;
  readonly by: string | null;
  readonly blocked: string | null;
}

export async function listRuns(ctx: Ctx, input: ListRunsInput): Promise<RunPage> {
  const [before] = input.cursor === undefined ? [null] : decodeCursor(input.cursor, place);
  const { ids, nextBefore, searchedTo } = await findRuns(ctx.deps.pool, input, {
    before,
    limit: input.limit,
  });
  return {
    items: await runItems(ctx, ids),
    nextCursor: nextBefore === null ? null : encodeCursor([nextBefore]),
    searchedToMs: searchedTo === null ? null : startOf(searchedTo),
  };
}

/** In this order. */
export async function runItems({ deps }: Ctx, ids: readonly RunId[]): Promise<readonly RunItem[]> {
  if (ids.length === 0) return [];
  const { rows } = await deps.pool.query<Row>(ITEMS, [ids.map((id) => runRef(id).shard), ids]);
  const open = rows.filter(({ status }) => status === 'running');
  const [names, waiting] = await Promise.all([
    namesOf(
      deps.prisma,
      rows.map((row) => row.by),
    ),
    waitingOf(deps.pool, open),
  ]);
  return rows.map(({ shard: _, designId, version, designName, blocked, ...row }): RunItem => ({
    ...row,
    design:
      designId === null || version === null ? null : { designId, version, name: designName ?? designId },
    byName: names(row.by),
    blocked: blocked === null ? null : (JSON.parse(blocked) as Failure),
    waiting: waiting.get(row.runId)?.text ?? null,
    isBusy: waiting.get(row.runId)?.isBusy ?? false,
  }));
}

const place = z.tuple([z.uuid()]);

const ITEMS = `
  select
    run.shard, run.id as "runId", run.workflow_id as "workflowId", run.workflow, run.task_queue as "taskQueue",
    run.design_id as "designId", run.design_version as version, design.name as "designName", run.status,
    trunc(extract(epoch from run.started_at) * 1000)::float8 as "startedAtMs",
    trunc(extract(epoch from run.closed_at) * 1000)::float8 as "closedAtMs",
    run.started_by as by, run.blocked
  from unnest($1::smallint[], $2::uuid[]) with ordinality as wanted(shard, id, place)
  join baton.run on run.shard = wanted.shard and run.id = wanted.id and run.left_at is null
  left join baton.design on design.id = run.design_id
  order by wanted.place`;
