import { type OwnOutcome, waitForResult } from '@baton/engine';
import type { Ctx } from '../context.ts';
import type { RunResultInput } from '../input/runs.ts';

/** How the run ended, or that it has not yet; along a chain of continue-as-new its last run, unless told not to. */
export async function runResult(ctx: Ctx, { runId, waitMs, follow }: RunResultInput): Promise<OwnOutcome> {
  return waitForResult(ctx.deps.storage, { runId }, { waitMs, follow, signal: ctx.gone() });
}
