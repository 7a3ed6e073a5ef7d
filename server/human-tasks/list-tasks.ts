import type { RunId } from '@baton/core';
import { z } from 'zod';
import type { Ctx, Known } from '../context.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import type { ListHumanTasksInput } from '../input/human-tasks.ts';
import { namesOf } from '../names.ts';
import type { TaskCounts, TaskItem, TaskPage } from '../views/human-tasks.ts';
import { actorsOf, TASK_COLUMNS, TASK_TABLES, taskItem, type TaskRow } from './task-rows.ts';

/** Open ones: first what is due first, then what has waited longest. Closed ones: latest first. */
export async function listTasks({ deps, caller }: Ctx, input: ListHumanTasksInput): Promise<TaskPage> {
  const { view, limit } = input;
  const [place, run, activity] =
    input.cursor === undefined ? [null, null, null] : decodeCursor(input.cursor, placeOf);
  const values = [
    ...self(caller),
    input.runId ?? null,
    input.workflow ?? null,
    place,
    run,
    activity,
    limit + 1,
  ];
  const { rows: found } = await deps.pool.query<TaskRow>(LISTS[view], values);
  const { rows, nextCursor } = pageOf(found, limit, (row) => [row.place, row.runId, row.activityId]);
  const names = await namesOf(deps.prisma, actorsOf(rows));
  return { items: rows.map((row) => taskItem(row, caller, names)), nextCursor };
}

/** Open tasks of a run. */
export async function tasksOfRun(ctx: Ctx, runId: RunId): Promise<readonly TaskItem[]> {
  const { items } = await listTasks(ctx, { view: 'all', runId, limit: 100 });
  return items;
}

export async function countTasks({ deps, caller }: Ctx): Promise<TaskCounts> {
  const { rows } = await deps.pool.query<TaskCounts>(COUNTS, [...self(caller)]);
  return rows[0] ?? { mine: 0, all: 0, overdue: 0 };
}

const placeOf = z.tuple([z.string().max(40), z.uuid(), z.string().max(20)]);

/** How assignees may name this person, and their own actor. Nothing is assigned to keys and viewers. */
function self(caller: Known): readonly [readonly string[] | null, string] {
  if (caller.kind !== 'person' || caller.role === 'viewer') return [null, `${caller.kind}:${caller.id}`];
  const { id, email, role, groups } = caller;
  const names = [
    id,
    email,
    `person:${id}`,
    `person:${email}`,
    ...[role, ...groups].map((name) => `role:${name}`),
  ];
  return [names.map((name) => name.toLowerCase()), `person:${id}`];
}

const OPEN = `task.state in ('open', 'claimed')`;
const OVERDUE = `task.due_at < clock_timestamp()`;
const MINE = `(
    $1::text[] is not null
    and (
      cardinality(task.assignees) = 0
      or exists (select from unnest(task.assignees) as assignee where lower(assignee) = any($1))
    )
    and not (
      coalesce((task.spec::json ->> 'requesterMayNotApprove')::boolean, false)
      and coalesce(api_key.created_by, asked.by, schedule.updated_by, task.requested_by) is not distinct from $2
    )
  )`;

/** By due time, those without one last; the text keeps microseconds, so that the next page begins where this one ends. */
const openList = (condition: string): string => `
  select ${TASK_COLUMNS},
    to_char(coalesce(task.due_at, '9999-01-01 00:00Z') at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as place
  from ${TASK_TABLES}
  where ${OPEN} and ${condition}
    and ($2::text is not null and ($3::uuid is null or task.run_id = $3))
    and ($4::text is null or coalesce(design.name, task.workflow) = $4)
    and ($1::text[] is not null or true)
    and (
      $5::text is null
      or (coalesce(task.due_at, '9999-01-01 00:00Z') at time zone 'UTC', task.run_id, task.activity_id)
        > ($5::timestamp, $6::uuid, $7::text)
    )
  order by coalesce(task.due_at, '9999-01-01 00:00Z') at time zone 'UTC', task.run_id, task.activity_id
  limit $8`;

const LISTS: Record<ListHumanTasksInput['view'], string> = {
  mine: openList(MINE),
  all: openList('true'),
  overdue: openList(OVERDUE),
  done: `
  select ${TASK_COLUMNS},
    to_char(task.closed_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as place
  from ${TASK_TABLES}
  where task.closed_at is not null
    and ($2::text is not null and ($3::uuid is null or task.run_id = $3))
    and ($4::text is null or coalesce(design.name, task.workflow) = $4)
    and ($1::text[] is not null or true)
    and (
      $5::text is null
      or (task.closed_at at time zone 'UTC', task.run_id, task.activity_id) < ($5::timestamp, $6::uuid, $7::text)
    )
  order by task.closed_at at time zone 'UTC' desc, task.run_id desc, task.activity_id desc
  limit $8`,
};

const COUNTS = `
  select
    count(*) filter (where ${MINE})::integer as mine,
    count(*)::integer as "all",
    count(*) filter (where ${OVERDUE})::integer as overdue
  from baton.human_task as task
  left join baton.api_key on 'key:' || api_key.id = task.requested_by
  left join baton.schedule on 'schedule:' || schedule.id = task.requested_by
  left join baton.schedule_action as asked
    on asked.run_id = task.run_id and asked.by is not null and asked.outcome = 'started'
  where ${OPEN}`;
