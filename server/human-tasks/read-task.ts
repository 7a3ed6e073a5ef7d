import { runRef } from '@baton/core';
import type { Ctx } from '../context.ts';
import { ApiError } from '../errors.ts';
import type { ByTaskInput } from '../input/human-tasks.ts';
import { namesOf } from '../names.ts';
import type { TaskItem } from '../views/human-tasks.ts';
import { actorsOf, TASK_COLUMNS, TASK_TABLES, taskItem, type TaskRow } from './task-rows.ts';

/** @throws {ApiError} TASK_NOT_FOUND */
export async function readTaskRow({ deps }: Ctx, { runId, activityId }: ByTaskInput): Promise<TaskRow> {
  const { shard } = runRef(runId);
  const { rows } = await deps.pool.query<TaskRow>(READ, [shard, runId, activityId]);
  const row = rows[0];
  if (row === undefined) throw new ApiError('TASK_NOT_FOUND', 'There is no such task');
  return row;
}

/** @throws {ApiError} TASK_NOT_FOUND */
export async function readTaskItem(ctx: Ctx, key: ByTaskInput): Promise<TaskItem> {
  const row = await readTaskRow(ctx, key);
  return taskItem(row, ctx.caller, await namesOf(ctx.deps.prisma, actorsOf([row])));
}

const READ = `
  select ${TASK_COLUMNS}, '' as place
  from ${TASK_TABLES}
  where task.shard = $1 and task.run_id = $2 and task.activity_id = $3`;
