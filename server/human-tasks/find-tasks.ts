// Which tasks stand on a page: keys only, from the index of each shard, in the order of the list. What is shown of them, and what rules say
// about who may decide, is read for the page alone.
import type { ActivityId, RunId, Shard } from '@baton/core';
import type { Pool } from 'pg';
import type { ListHumanTasksInput } from '../input/human-tasks.ts';

export type View = ListHumanTasksInput['view'];

export interface TaskPlace {
  readonly shard: Shard;
  readonly runId: RunId;
  readonly activityId: ActivityId;
  /** What the list is ordered by, as the database prints it: to the microsecond, `infinity` for no due time. */
  readonly place: string;
}

export interface TaskScan {
  readonly view: View;
  /** Where the page before ended. */
  readonly after: Pick<TaskPlace, 'place' | 'runId' | 'activityId'> | null;
  readonly limit: number;
  /** `mine`: the names that stand for the caller, in lower case; for everybody, `*`. */
  readonly names: readonly string[];
}

/** The next tasks of a view. A few of each shard are nearly always enough; where one has given all it was asked for, it is asked for more. */
export async function findTasks(pool: Pool, scan: TaskScan): Promise<readonly TaskPlace[]> {
  const few = 8 + Math.ceil(scan.limit / 16);
  const found = await placesOf(pool, scan, few);
  const counts = new Map<Shard, number>();
  for (const { shard } of found) counts.set(shard, (counts.get(shard) ?? 0) + 1);
  // Of a shard that has given fewer, all are here; one that has given `few` may have more, which come before the end of the page.
  const mayHaveMore = few < scan.limit && [...counts.values()].some((count) => count >= few);
  return mayHaveMore ? placesOf(pool, scan, scan.limit) : found;
}

async function placesOf(pool: Pool, { view, after, limit, names }: TaskScan, each: number) {
  const place = [after?.place ?? null, after?.runId ?? null, after?.activityId ?? null];
  const values = view === 'mine' ? [...place, limit, each, names] : [...place, limit, each];
  const { rows } = await pool.query<TaskPlace>({ name: `tasks_${view}`, text: FIND[view], values });
  return rows;
}

const KEY = `found.shard, found.run_id as "runId", found.activity_id as "activityId"`;
const EVERY_SHARD = `generate_series(0, 63) as place(shard)`;
const OPEN = `task.state in ('open', 'claimed')`;
const DUE = `coalesce(task.due_at, 'infinity')`;

const openOnes = (condition: string): string => `
  select ${KEY}, found.due::text as place
  from ${EVERY_SHARD}
  cross join lateral (
    select task.shard, task.run_id, task.activity_id, ${DUE} as due
    from baton.human_task as task
    where task.shard = place.shard and ${OPEN} and ${condition}
      and ($1::timestamptz is null or (${DUE}, task.run_id, task.activity_id) > ($1, $2::uuid, $3::text))
    order by ${DUE}, task.run_id, task.activity_id
    limit $5
  ) as found
  order by found.due, found.run_id, found.activity_id
  limit $4`;

const FIND: Record<View, string> = {
  all: openOnes('true'),
  overdue: openOnes(`${DUE} < now()`),
  // Who is named twice (as a person and by a role) sees it once.
  mine: `
  select distinct ${KEY}, found.due_at::text as place, found.due_at
  from ${EVERY_SHARD}
  cross join unnest($6::text[]) as name(assignee)
  cross join lateral (
    select waits.shard, waits.run_id, waits.activity_id, waits.due_at
    from baton.human_task_assignee as waits
    where waits.shard = place.shard and waits.assignee = name.assignee
      and ($1::timestamptz is null or (waits.due_at, waits.run_id, waits.activity_id) > ($1, $2::uuid, $3::text))
    order by waits.due_at, waits.run_id, waits.activity_id
    limit $5
  ) as found
  order by found.due_at, "runId", "activityId"
  limit $4`,
  done: `
  select ${KEY}, found.closed_at::text as place
  from ${EVERY_SHARD}
  cross join lateral (
    select task.shard, task.run_id, task.activity_id, task.closed_at
    from baton.human_task as task
    where task.shard = place.shard and task.closed_at is not null
      and ($1::timestamptz is null or task.closed_at <= $1)
      and ($1::timestamptz is null or (task.closed_at, task.run_id, task.activity_id) < ($1, $2::uuid, $3::text))
    order by task.closed_at desc, task.run_id desc, task.activity_id desc
    limit $5
  ) as found
  order by found.closed_at desc, found.run_id desc, found.activity_id desc
  limit $4`,
};

/** Counting more would read more than anybody looks at. */
export const MOST_COUNTED = 100;

/** Open tasks, and those past due, up to `MOST_COUNTED` each. */
export async function countOpen(pool: Pool): Promise<{ readonly all: number; readonly overdue: number }> {
  const { rows } = await pool.query<{ all: number; overdue: number }>({ name: 'tasks_count', text: COUNT });
  return rows[0] ?? { all: 0, overdue: 0 };
}

const counted = (condition: string): string => `(
    select count(*)::integer
    from (
      select
      from ${EVERY_SHARD}
      cross join lateral (
        select
        from baton.human_task as task
        where task.shard = place.shard and ${OPEN} and ${condition}
        limit ${MOST_COUNTED}
      ) as found
      limit ${MOST_COUNTED}
    ) as counted
  )`;
const COUNT = `select ${counted('true')} as "all", ${counted(`${DUE} < now()`)} as overdue`;
