import type { Ctx } from '../context.ts';
import type { ByTaskInput } from '../input/human-tasks.ts';
import type { TaskItem } from '../views/human-tasks.ts';

export async function claimTask(_ctx: Ctx, _input: ByTaskInput): Promise<TaskItem> {
  throw new Error('claimTask is being written');
}

export async function unclaimTask(_ctx: Ctx, _input: ByTaskInput): Promise<TaskItem> {
  throw new Error('unclaimTask is being written');
}
