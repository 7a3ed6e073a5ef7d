import type { Ctx } from '../context.ts';
import type { RunHistoryInput } from '../input/runs.ts';
import type { HistoryPage } from '../views/runs.ts';

export async function runHistory(_ctx: Ctx, _input: RunHistoryInput): Promise<HistoryPage> {
  throw new Error('runHistory is being written');
}
