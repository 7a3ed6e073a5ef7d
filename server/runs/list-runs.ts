import type { Ctx } from '../context.ts';
import type { ListRunsInput } from '../input/runs.ts';
import type { RunPage } from '../views/runs.ts';

export async function listRuns(_ctx: Ctx, _input: ListRunsInput): Promise<RunPage> {
  throw new Error('listRuns is being written');
}
