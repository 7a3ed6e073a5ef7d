import { signalRun as signalInEngine } from '@baton/engine';
import { auditPerson } from '../audit-call.ts';
import { actorOf, type Ctx } from '../context.ts';
import type { SignalRunInput } from '../input/runs.ts';
import type { SignalAnswer } from '../views/runs.ts';

export async function signalRun(ctx: Ctx, input: SignalRunInput): Promise<SignalAnswer> {
  const { runId, name, payload, idempotencyKey } = input;
  const { duplicate } = await signalInEngine(
    ctx.deps.storage,
    { runId },
    {
      name,
      payload: payload ?? null,
      by: actorOf(ctx.caller),
      ...(idempotencyKey === undefined ? {} : { requestId: idempotencyKey }),
    },
  );
  await auditPerson(ctx, { kind: 'run', id: runId }, { name });
  return { accepted: true, duplicate };
}
