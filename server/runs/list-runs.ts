// Runs, latest first. Each shard gives its latest, from its own index; what is shown of each comes afterwards, for the page only.
import type { Failure, RunId, RunStatus } from '@baton/core';
import { z } from 'zod';
import type { Ctx } from '../context.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import type { ListRunsInput } from '../input/runs.ts';
import { namesOf } from '../names.ts';
import type { RunItem, RunPage } from '../views/runs.ts';
import { filterValues, MATCHES } from './matching.ts';
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

export async function listRuns({ deps }: Ctx, input: ListRunsInput): Promise<RunPage> {
  const [before] = input.cursor === undefined ? [null] : decodeCursor(input.cursor, place);
  const values = [...filterValues(before, input), input.limit + 1];
  const { rows: found } = await deps.pool.query<Row>(LIST, values);
  const { rows, nextCursor } = pageOf(found, input.limit, (row) => [row.runId]);
  const open = rows.filter(({ status }) => status === 'running');
  const [names, waiting] = await Promise.all([
    namesOf(
      deps.prisma,
      rows.map((row) => row.by),
    ),
    waitingOf(deps.pool, open),
  ]);
  return {
    nextCursor,
    items: rows.map(({ shard: _, designId, version, designName, blocked, ...row }): RunItem => ({
      ...row,
      design:
        designId === null || version === null ? null : { designId, version, name: designName ?? designId },
      byName: names(row.by),
      blocked: blocked === null ? null : (JSON.parse(blocked) as Failure),
      waiting: waiting.get(row.runId) ?? null,
    })),
  };
}

const place = z.tuple([z.uuid()]);

// Ids are ordered by time within a shard, and across shards to the millisecond.
const LIST = `
  select
    found.shard, found.id as "runId", found.workflow_id as "workflowId", found.workflow, found.task_queue as "taskQueue",
    found.design_id as "designId", found.design_version as version, found.design_name as "designName", found.status,
    trunc(extract(epoch from found.started_at) * 1000)::float8 as "startedAtMs",
    trunc(extract(epoch from found.closed_at) * 1000)::float8 as "closedAtMs",
    found.started_by as by, found.blocked
  from generate_series(0, 63) as place(shard)
  cross join lateral (
    select run.*, design.name as design_name
    from baton.run
    left join baton.design on design.id = run.design_id
    where run.shard = place.shard and ${MATCHES}
    order by run.id desc
    limit $8
  ) as found
  order by found.id desc
  limit $8`;
