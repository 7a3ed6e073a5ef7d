import type { Ctx } from '../context.ts';
import type { CommentTaskInput } from '../input/human-tasks.ts';
import type { TaskEvent } from '../views/human-tasks.ts';

export async function commentTask(_ctx: Ctx, _input: CommentTaskInput): Promise<TaskEvent> {
  throw new Error('commentTask is being written');
}
