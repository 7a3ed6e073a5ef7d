import { type Json } from '@baton/core';
import { askRun } from '@baton/engine';
import type { Ctx } from '../context.ts';
import type { QueryRunInput } from '../input/runs.ts';
import type { QueryAnswer } from '../views/runs.ts';

/** Asks the run's code, by way of a worker of its queue. Changes nothing, so nothing is recorded. */
export async function queryRun(ctx: Ctx, input: QueryRunInput): Promise<QueryAnswer> {
  const { runId, name, args, timeoutMs, thisRun } = input;
  const value: Json = await askRun(
    ctx.deps.storage,
    { runId },
    { name, args, timeoutMs, thisRun, signal: ctx.gone() },
  );
  return { value };
}
