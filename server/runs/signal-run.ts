import type { Ctx } from '../context.ts';
import type { SignalRunInput } from '../input/runs.ts';
import type { SignalAnswer } from '../views/runs.ts';

export async function signalRun(_ctx: Ctx, _input: SignalRunInput): Promise<SignalAnswer> {
  throw new Error('signalRun is being written');
}
