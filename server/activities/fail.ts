import type { Ctx } from '../context.ts';
import type { FailActivityInput, FailByIdInput } from '../input/activities.ts';
import type { FailAnswer } from '../views/activities.ts';

export async function failActivity(_ctx: Ctx, _input: FailActivityInput): Promise<FailAnswer> {
  throw new Error('failActivity is being written');
}

export async function failById(_ctx: Ctx, _input: FailByIdInput): Promise<FailAnswer> {
  throw new Error('failById is being written');
}
