import type { Ctx } from '../context.ts';
import type { ListHumanTasksInput } from '../input/human-tasks.ts';
import type { TaskCounts, TaskPage } from '../views/human-tasks.ts';

export async function listTasks(_ctx: Ctx, _input: ListHumanTasksInput): Promise<TaskPage> {
  throw new Error('listTasks is being written');
}

export async function countTasks(_ctx: Ctx): Promise<TaskCounts> {
  throw new Error('countTasks is being written');
}
