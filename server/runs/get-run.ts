import type { RunId } from '@baton/core';
import type { Ctx } from '../context.ts';
import type { RunDetail } from '../views/runs.ts';

export async function getRun(_ctx: Ctx, _input: RunId): Promise<RunDetail> {
  throw new Error('getRun is being written');
}
