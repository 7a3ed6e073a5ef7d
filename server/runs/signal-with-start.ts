import { signalWithStart as signalInEngine } from '@baton/engine';
import { auditPerson } from '../audit-call.ts';
import { actorOf, type Ctx } from '../context.ts';
import type { SignalWithStartInput } from '../input/runs.ts';
import type { StartedRun } from '../views/runs.ts';
import { whatToStart } from './start-run.ts';

/**
 * Sends a signal to the open run of a workflow id, whatever it was started with; if there is none, starts one whose first message it is.
 * @throws {ApiError} as `startRun`
 */
export async function signalWithStart(ctx: Ctx, input: SignalWithStartInput): Promise<StartedRun> {
  const { signal, payload, ...start } = input;
  const { idempotencyKey } = start;
  const what = await whatToStart(ctx, start);
  const { runId, workflowId, alreadyRunning } = await signalInEngine(
    ctx.deps.storage,
    { ...what, workflowId: start.workflowId },
    {
      name: signal,
      payload: payload ?? null,
      by: actorOf(ctx.caller),
      ...(idempotencyKey === undefined ? {} : { requestId: idempotencyKey }),
    },
  );
  await auditPerson(ctx, { kind: 'run', id: runId }, { workflowId, name: signal });
  return { runId, workflowId, alreadyRunning };
}
