import { runRef, type ActivityId, type RunId } from '@baton/core';
import type { Pool } from 'pg';
import { z } from 'zod';
import { actorOf, type Ctx, type Known } from '../context.ts';
import { decodeCursor, encodeCursor, pageOf } from '../cursor.ts';
import type { ListHumanTasksInput } from '../input/human-tasks.ts';
import { namesOf } from '../names.ts';
import type { TaskCounts, TaskItem, TaskPage } from '../views/human-tasks.ts';
import {
  countOpen,
  findTasks,
  MOST_COUNTED,
  type TaskPlace,
  type TaskScan,
  type View,
} from './find-tasks.ts';
import { actorsOf, TASK_COLUMNS, TASK_TABLES, taskItem, type TaskRow } from './task-rows.ts';

/** Keys that are looked at for a page whose filter takes few of them; the next page goes on from there. */
const MOST_ROUNDS = 10;

/** Open ones: first what is due first, then what has waited longest. Closed ones: latest first. */
export async function listTasks(ctx: Ctx, input: ListHumanTasksInput): Promise<TaskPage> {
  const { deps, caller } = ctx;
  const { limit, runId } = input;
  const begin = input.cursor === undefined ? null : placeFrom(decodeCursor(input.cursor, placeOf));
  const { rows, nextCursor } =
    runId === undefined
      ? await pageOfAll(ctx, input, begin)
      : pageOf(await ofRun(ctx, input, runId, begin), limit, cursorOf);
  const names = await namesOf(deps.prisma, actorsOf(rows));
  return { items: rows.map((row) => taskItem(row, caller, names)), nextCursor };
}

type Place = NonNullable<TaskScan['after']>;

/** From as many rounds of keys as the page takes: four eyes and a workflow's name are asked of the tasks, not of the index. */
async function pageOfAll(
  { deps, caller }: Ctx,
  input: ListHumanTasksInput,
  begin: Place | null,
): Promise<{ readonly rows: readonly TaskRow[]; readonly nextCursor: string | null }> {
  const { view, limit, workflow } = input;
  const names = namesFor(caller);
  if (view === 'mine' && names === null) return { rows: [], nextCursor: null };
  const rows: TaskRow[] = [];
  let after = begin;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const wanted = limit + 1 - rows.length;
    const found = await findTasks(deps.pool, { view, after, limit: wanted, names: [...(names ?? []), '*'] });
    rows.push(
      ...(await shown(deps.pool, found, { actor: actorOf(caller), workflow, isMine: view === 'mine' })),
    );
    after = found.at(-1) ?? after;
    if (found.length < wanted || rows.length > limit) return pageOf(rows, limit, cursorOf);
  }
  return { rows, nextCursor: after && encodeCursor(cursorOf(after)) };
}

interface Shown {
  readonly actor: string;
  readonly workflow: string | undefined;
  readonly isMine: boolean;
}

async function shown(
  pool: Pool,
  found: readonly TaskPlace[],
  { actor, workflow, isMine }: Shown,
): Promise<readonly TaskRow[]> {
  if (found.length === 0) return [];
  const { rows } = await pool.query<TaskRow>(SHOWN, [...keysOf(found), actor, workflow ?? null, isMine]);
  return rows;
}

function keysOf(found: readonly TaskPlace[]): readonly unknown[] {
  return [
    found.map(({ shard }) => shard),
    found.map((task) => task.runId),
    found.map(({ activityId }) => activityId),
    found.map(({ place }) => place),
  ];
}

function cursorOf({ place, runId, activityId }: Place): readonly string[] {
  return [place, runId, activityId];
}

function placeFrom([place, runId, activityId]: z.output<typeof placeOf>): Place {
  return { place, runId: runId as RunId, activityId: activityId as ActivityId };
}

/** Those of one run are few: read and sorted. */
async function ofRun(
  { deps, caller }: Ctx,
  { view, limit, workflow }: ListHumanTasksInput,
  runId: RunId,
  after: Place | null,
): Promise<readonly TaskRow[]> {
  const names = view === 'mine' ? (namesFor(caller) ?? []) : [];
  const { rows } = await deps.pool.query<TaskRow>(OF_RUN[view], [
    ...[runRef(runId).shard, runId, [...names, '*'], actorOf(caller), workflow ?? null],
    ...[after?.place ?? null, after?.activityId ?? null, limit + 1],
  ]);
  return view === 'mine' && namesFor(caller) === null ? [] : rows;
}

/** Open tasks of a run. */
export async function tasksOfRun(ctx: Ctx, runId: RunId): Promise<readonly TaskItem[]> {
  const { items } = await listTasks(ctx, { view: 'all', runId, limit: 100 });
  return items;
}

/** Open ones; `MOST_COUNTED` means as many or more. */
export async function countTasks({ deps, caller }: Ctx): Promise<TaskCounts> {
  const names = namesFor(caller);
  const mine = async (): Promise<number> => {
    if (names === null) return 0;
    const scan = { view: 'mine', after: null, limit: MOST_COUNTED, names: [...names, '*'] } as const;
    const found = await findTasks(deps.pool, scan);
    if (found.length === 0) return 0;
    const { rows } = await deps.pool.query<{ count: number }>(COUNT_MINE, [
      ...keysOf(found),
      actorOf(caller),
    ]);
    return rows[0]?.count ?? 0;
  };
  const [open, own] = await Promise.all([countOpen(deps.pool), mine()]);
  return { ...open, mine: own };
}

const placeOf = z.tuple([
  z.string().regex(/^(infinity|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(:\d\d)?)$/),
  z.uuid(),
  z.string().max(20),
]);

/** How assignees may name this person; `null`: nothing is assigned to keys and viewers. */
function namesFor(caller: Known): readonly string[] | null {
  if (caller.kind !== 'person' || caller.role === 'viewer') return null;
  const { id, email, role, groups } = caller;
  const names = [
    id,
    email,
    `person:${id}`,
    `person:${email}`,
    ...[role, ...groups].map((name) => `role:${name}`),
  ];
  return names.map((name) => name.toLowerCase());
}

/** The text is looked at first, since reading JSON takes longer, and few tasks ask for four eyes. */
const mayDecide = (actor: string): string => `not (
      strpos(task.spec, '"requesterMayNotApprove":true') > 0
      and coalesce((task.spec::json ->> 'requesterMayNotApprove')::boolean, false)
      and coalesce(api_key.created_by, asked.by, schedule.updated_by, task.requested_by) is not distinct from ${actor}
    )`;

const WANTED = `unnest($1::smallint[], $2::uuid[], $3::text[], $4::text[]) with ordinality as wanted(shard, run_id, activity_id, place, nth)`;
const IS_WANTED = `task.shard = wanted.shard and task.run_id = wanted.run_id and task.activity_id = wanted.activity_id`;

const SHOWN = `
  select ${TASK_COLUMNS}, wanted.place
  from ${WANTED}
  cross join ${TASK_TABLES}
  where ${IS_WANTED}
    and (not $7::boolean or ${mayDecide('$5')})
    and ($6::text is null or coalesce(design.name, task.workflow) = $6)
  order by wanted.nth`;

const COUNT_MINE = `
  select count(*)::integer as count
  from ${WANTED}
  cross join ${TASK_TABLES}
  where ${IS_WANTED} and ${mayDecide('$5')}`;

const ofRunText = (condition: string, place: string, direction: 'asc' | 'desc'): string => `
  select ${TASK_COLUMNS}, ${place}::text as place
  from ${TASK_TABLES}
  where task.shard = $1 and task.run_id = $2 and ${condition}
    and ($3::text[] is not null and $4::text is not null)
    and ($5::text is null or coalesce(design.name, task.workflow) = $5)
    and (
      $6::timestamptz is null
      or (${place}, task.activity_id) ${direction === 'asc' ? '>' : '<'} ($6::timestamptz, $7::text)
    )
  order by ${place} ${direction}, task.activity_id ${direction}
  limit $8`;

const DUE = `coalesce(task.due_at, 'infinity')`;
const IS_OPEN = 'task.closed_at is null';
const IS_MINE = `(
      cardinality(task.assignees) = 0
      or exists (select from unnest(task.assignees) as assignee where lower(assignee) = any($3))
    ) and ${mayDecide('$4')}`;

const OF_RUN: Record<View, string> = {
  all: ofRunText(IS_OPEN, DUE, 'asc'),
  overdue: ofRunText(`${IS_OPEN} and task.due_at < now()`, DUE, 'asc'),
  mine: ofRunText(`${IS_OPEN} and ${IS_MINE}`, DUE, 'asc'),
  done: ofRunText('task.closed_at is not null', 'task.closed_at', 'desc'),
};
