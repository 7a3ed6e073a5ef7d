import { RunNotFoundError, runRef } from '@baton/core';
import { cancelRun as cancelInEngine, terminate as terminateInEngine } from '@baton/engine';
import { auditCall } from '../audit-call.ts';
import { actorOf, type Ctx } from '../context.ts';
import type { EndRunInput } from '../input/runs.ts';
import type { EndAnswer } from '../views/runs.ts';

/** Asks the run to stop; its code may clean up first. */
export async function cancelRun(ctx: Ctx, { runId, reason }: EndRunInput): Promise<EndAnswer> {
  const by = actorOf(ctx.caller);
  const outcome = await cancelInEngine(ctx.deps.storage, { runId }, { reason, by });
  await auditCall(ctx, { kind: 'run', id: runId }, { reason });
  return { accepted: true, alreadyClosed: outcome === 'alreadyClosed' };
}

/** Ends the run at once, without its code. */
export async function terminateRun(ctx: Ctx, { runId, reason }: EndRunInput): Promise<EndAnswer> {
  const by = actorOf(ctx.caller);
  const outcome = await terminateInEngine(ctx.deps.storage, { ref: runRef(runId), reason, by });
  if (outcome === 'notFound') throw new RunNotFoundError(runId);
  await auditCall(ctx, { kind: 'run', id: runId }, { reason });
  return { accepted: true, alreadyClosed: outcome === 'alreadyClosed' };
}
