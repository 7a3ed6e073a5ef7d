// Taking a task so that others see that somebody is at it. It is a courtesy: whoever may decide still may.
import { runRef } from '@baton/core';
import { authorise } from '../authorise.ts';
import { actorOf, type Ctx } from '../context.ts';
import { ApiError } from '../errors.ts';
import type { ByTaskInput } from '../input/human-tasks.ts';
import { namesOf } from '../names.ts';
import type { TaskItem } from '../views/human-tasks.ts';
import { refuseClosed } from './closed-task.ts';
import { readTaskItem, readTaskRow } from './read-task.ts';
import { recordOf, ruleOf } from './task-rows.ts';

/** @throws {ApiError} TASK_CLAIMED by somebody else, TASK_CLOSED, NOT_ASSIGNEE */
export async function claimTask(ctx: Ctx, key: ByTaskInput): Promise<TaskItem> {
  const row = await readTaskRow(ctx, key);
  const record = recordOf(row);
  authorise(ctx.caller, ctx.action, ruleOf(record, row.requestedByPerson));
  await refuseClosed(ctx, row);
  const self = actorOf(ctx.caller);
  if (record.claimedBy === self) return readTaskItem(ctx, key);
  const claimed = await ctx.deps.storage.claimHumanTask(
    runRef(key.runId),
    row.activityId,
    self,
    self,
    'open',
  );
  if (claimed === null) throw await claimedByOther(ctx, key);
  ctx.deps.feed.touch('inbox');
  return readTaskItem(ctx, key);
}

/** Only who has it (or an administrator) gives it back. */
export async function unclaimTask(ctx: Ctx, key: ByTaskInput): Promise<TaskItem> {
  const row = await readTaskRow(ctx, key);
  await refuseClosed(ctx, row);
  if (row.claimedBy === null) return readTaskItem(ctx, key);
  const self = actorOf(ctx.caller);
  const isAdmin = ctx.caller.kind === 'person' && ctx.caller.role === 'admin';
  if (row.claimedBy !== self && !isAdmin) throw await claimedByOther(ctx, key);
  await ctx.deps.storage.claimHumanTask(runRef(key.runId), row.activityId, null, self, 'claimed');
  ctx.deps.feed.touch('inbox');
  return readTaskItem(ctx, key);
}

async function claimedByOther(ctx: Ctx, key: ByTaskInput): Promise<ApiError> {
  const row = await readTaskRow(ctx, key);
  await refuseClosed(ctx, row);
  const names = await namesOf(ctx.deps.prisma, [row.claimedBy]);
  const claimedByName = names(row.claimedBy) ?? 'Somebody';
  return new ApiError('TASK_CLAIMED', `${claimedByName} has taken this task`, { details: { claimedByName } });
}
