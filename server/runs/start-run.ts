import type { Ctx } from '../context.ts';
import type { StartRunInput } from '../input/runs.ts';
import type { StartedRun } from '../views/runs.ts';

export async function startRun(_ctx: Ctx, _input: StartRunInput): Promise<StartedRun> {
  throw new Error('startRun is being written');
}
