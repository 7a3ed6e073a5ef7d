import { isRunId, type RunId, runRef, type SessionId, type WorkerId } from '@baton/core';
import type { SessionRecord } from '@baton/engine';
import { recordAudit } from '../audit.ts';
import { actorOf, type Ctx } from '../context.ts';
import { ApiError } from '../errors.ts';
import type { FailSessionInput, ListSessionsInput } from '../input/admin.ts';

export async function listSessions(
  { deps }: Ctx,
  { open, workerId, limit }: ListSessionsInput,
): Promise<readonly SessionRecord[]> {
  return deps.storage.listSessions({
    limit,
    ...(open === undefined ? {} : { open }),
    ...(workerId === undefined ? {} : { workerId: workerId as WorkerId }),
  });
}

export async function getSession({ deps }: Ctx, sessionId: string): Promise<SessionRecord> {
  const sessions = await deps.storage.listSessions({ runId: runOf(sessionId), limit: 500 });
  const found = sessions.find((one) => one.sessionId === sessionId);
  if (found === undefined) throw new ApiError('NOT_FOUND', 'There is no such session');
  return found;
}

/** Its activities are cancelled, new ones rejected; the workflow sees a SessionFailedError with the reason OPERATOR. */
export async function failSession(ctx: Ctx, { sessionId, reason }: FailSessionInput): Promise<SessionRecord> {
  const { deps } = ctx;
  const session = await getSession(ctx, sessionId);
  const message = reason === '' ? `Ended by ${ctx.caller.name}` : reason;
  // Recorded first: should the process die in between, there is a row too many rather than an act without one.
  await recordAudit(deps.prisma, {
    actor: actorOf(ctx.caller),
    action: ctx.action,
    object: { kind: 'session', id: sessionId },
    details: { reason },
  });
  await deps.storage.failSession(sessionId as SessionId, 'OPERATOR', message);
  return getSession(ctx, session.sessionId);
}

/** A session's id begins with its run's. */
function runOf(sessionId: string): RunId {
  const text = sessionId.split('/')[0] ?? '';
  if (!isRunId(text)) throw new ApiError('NOT_FOUND', 'There is no such session');
  return runRef(text).runId;
}
