import { type OwnOutcome, waitForResult } from '@baton/engine';
import type { Ctx } from '../context.ts';
import type { RunResultInput } from '../input/runs.ts';

/** How the run ended, or that it has not yet; along a chain of continue-as-new its last run, unless told not to. */
export async function runResult(ctx: Ctx, { runId, waitMs, follow }: RunResultInput): Promise<OwnOutcome> {
  const { deps, signal } = ctx;
  return waitForResult(
    deps.storage,
    { runId },
    { waitMs, follow, ...(signal === undefined ? {} : { signal }) },
  );
}
