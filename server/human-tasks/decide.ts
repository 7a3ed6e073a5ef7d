import type { Ctx } from '../context.ts';
import type { DecideTaskInput, FailTaskInput } from '../input/human-tasks.ts';
import type { DecideAnswer } from '../views/human-tasks.ts';

export async function decideTask(_ctx: Ctx, _input: DecideTaskInput): Promise<DecideAnswer> {
  throw new Error('decideTask is being written');
}

export async function failTask(_ctx: Ctx, _input: FailTaskInput): Promise<DecideAnswer> {
  throw new Error('failTask is being written');
}
