import type { Ctx } from '../context.ts';
import type { RunResultInput } from '../input/runs.ts';
import type { RunOutcome } from '../views/runs.ts';

export async function runResult(_ctx: Ctx, _input: RunResultInput): Promise<RunOutcome> {
  throw new Error('runResult is being written');
}
