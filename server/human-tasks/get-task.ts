import type { Ctx } from '../context.ts';
import type { ByTaskInput } from '../input/human-tasks.ts';
import type { TaskDetail } from '../views/human-tasks.ts';

export async function getTask(_ctx: Ctx, _input: ByTaskInput): Promise<TaskDetail> {
  throw new Error('getTask is being written');
}
