import { randomUUID } from 'node:crypto';
import { updateRun as updateInEngine } from '@baton/engine';
import { auditPerson } from '../audit-call.ts';
import { actorOf, type Ctx } from '../context.ts';
import type { UpdateRunInput } from '../input/runs.ts';
import type { UpdateAnswer } from '../views/runs.ts';

/** Sends an update and waits for its answer; the same `updateId` again only waits. */
export async function updateRun(ctx: Ctx, input: UpdateRunInput): Promise<UpdateAnswer> {
  const { runId, name, waitMs } = input;
  const updateId = input.updateId ?? randomUUID();
  // What a person does is on record also if the run rejects it: they have tried.
  await auditPerson(ctx, { kind: 'run', id: runId }, { name, updateId });
  const outcome = await updateInEngine(
    ctx.deps.storage,
    { runId },
    {
      name,
      input: input.input ?? null,
      updateId,
      waitMs,
      by: actorOf(ctx.caller),
      signal: ctx.gone(),
    },
  );
  return { updateId, ...outcome };
}
