import { runRef } from '@baton/core';
import { audited } from '../audit.ts';
import { actorOf, type Ctx } from '../context.ts';
import type { CommentTaskInput } from '../input/human-tasks.ts';
import type { TaskEvent } from '../views/human-tasks.ts';
import { taskEvent } from './get-task.ts';
import { readTaskRow } from './read-task.ts';
import { makeId } from '../ids.ts';

/** Also on closed tasks: what is to be said afterwards belongs here, too. */
export async function commentTask(
  ctx: Ctx,
  { runId, activityId, text }: CommentTaskInput,
): Promise<TaskEvent> {
  await readTaskRow(ctx, { runId, activityId });
  const object = { kind: 'humanTask', id: `${runId}/${activityId}` };
  const row = await audited(ctx, object, async (tx) => ({
    answer: await tx.humanTaskEvent.create({
      data: {
        ...runRef(runId),
        activityId,
        id: await makeId(tx),
        at: new Date(),
        kind: 'commented',
        actor: actorOf(ctx.caller),
        details: text,
      },
    }),
  }));
  ctx.deps.feed.touch('inbox');
  return taskEvent(row, () => ctx.caller.name);
}
