import type { Ctx } from '../context.ts';
import type { EndRunInput } from '../input/runs.ts';
import type { EndAnswer } from '../views/runs.ts';

export async function cancelRun(_ctx: Ctx, _input: EndRunInput): Promise<EndAnswer> {
  throw new Error('cancelRun is being written');
}

export async function terminateRun(_ctx: Ctx, _input: EndRunInput): Promise<EndAnswer> {
  throw new Error('terminateRun is being written');
}
