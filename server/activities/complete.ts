import type { Ctx } from '../context.ts';
import type { CompleteActivityInput, CompleteByIdInput } from '../input/activities.ts';
import type { CompleteAnswer } from '../views/activities.ts';

export async function completeActivity(_ctx: Ctx, _input: CompleteActivityInput): Promise<CompleteAnswer> {
  throw new Error('completeActivity is being written');
}

export async function completeById(_ctx: Ctx, _input: CompleteByIdInput): Promise<CompleteAnswer> {
  throw new Error('completeById is being written');
}
