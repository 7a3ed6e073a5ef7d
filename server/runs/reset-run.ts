import { resetRun as resetInEngine, type ResetTo } from '@baton/engine';
import { auditCall } from '../audit-call.ts';
import { actorOf, type Ctx } from '../context.ts';
import type { RerunFromInput, ResetRunInput } from '../input/runs.ts';
import type { ResetAnswer } from '../views/runs.ts';

/** A new run from a point of this one's history on. @throws {RefusedError} RESET_POINT_INVALID */
export async function resetRun(ctx: Ctx, input: ResetRunInput): Promise<ResetAnswer> {
  const { toSeq, to } = input;
  return reset(ctx, input, toSeq === undefined ? { to: to ?? 'lastDecision' } : { toSeq });
}

/** "Run again from this node": with another input, or from behind it, with another output. */
export async function rerunFrom(ctx: Ctx, input: RerunFromInput): Promise<ResetAnswer> {
  const { nodeId: node } = input;
  if (input.output !== undefined) return reset(ctx, input, { node, output: input.output });
  return reset(ctx, input, { node, ...(input.input === undefined ? {} : { input: input.input }) });
}

async function reset(
  ctx: Ctx,
  { runId, reason, keepSignals }: Pick<ResetRunInput, 'runId' | 'reason' | 'keepSignals'>,
  to: ResetTo,
): Promise<ResetAnswer> {
  const by = actorOf(ctx.caller);
  const made = await resetInEngine(ctx.deps.storage, { runId }, { to, reason, by, keepSignals });
  await auditCall(ctx, { kind: 'run', id: runId }, { reason, newRunId: made.runId, keptSeq: made.seq });
  return { runId: made.runId, workflowId: made.workflowId, keptSeq: made.seq, terminated: made.terminated };
}
