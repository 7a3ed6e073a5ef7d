import { isRunId, type RunId, runRef, type SessionId, type WorkerId } from '@baton/core';
import type { SessionRecord } from '@baton/engine';
import { recordAudit } from '../audit.ts';
import { actorOf, type Ctx, type Deps } from '../context.ts';
import { ApiError } from '../errors.ts';
import type { FailSessionInput, ListSessionsInput } from '../input/admin.ts';
import type { SessionItem } from '../views/admin.ts';
import { nameless, sessionNames } from './session-names.ts';
import { waitsFor } from './waits-for.ts';

export async function listSessions(
  { deps }: Ctx,
  { open, workerId, limit }: ListSessionsInput,
): Promise<readonly SessionItem[]> {
  const sessions = await deps.storage.listSessions({
    limit,
    ...(open === undefined ? {} : { open }),
    ...(workerId === undefined ? {} : { workerId: workerId as WorkerId }),
  });
  return withReasons(deps, sessions);
}

/** With what people call them, and why they wait. Workers are read only if somebody does. */
export async function withReasons(
  { storage, pool }: Pick<Deps, 'storage' | 'pool'>,
  sessions: readonly SessionRecord[],
): Promise<readonly SessionItem[]> {
  const isWaiting = sessions.some(({ state }) => state === 'requested');
  const [workers, names] = await Promise.all([
    isWaiting ? storage.listWorkers() : [],
    sessionNames(pool, sessions),
  ]);
  return sessions.map((session) => ({
    ...session,
    ...(names.get(session.sessionId) ?? nameless),
    waitsFor: waitsFor(session, workers),
  }));
}

export async function getSession({ deps }: Ctx, sessionId: string): Promise<SessionItem> {
  const runId = await holderOf(deps, sessionId);
  const sessions = await deps.storage.listSessions({ runId, limit: 500 });
  const [found] = await withReasons(
    deps,
    sessions.filter((one) => one.sessionId === sessionId),
  );
  if (found === undefined) throw new ApiError('NOT_FOUND', 'There is no such session');
  return found;
}

/** Its activities are cancelled, new ones rejected; the workflow sees a SessionFailedError with the reason OPERATOR. */
export async function failSession(ctx: Ctx, { sessionId, reason }: FailSessionInput): Promise<SessionItem> {
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

/** Its id begins with that of the run that asked for it, and says its shard; it may have been handed over to a later run of the chain. */
async function holderOf({ pool }: Pick<Deps, 'pool'>, sessionId: string): Promise<RunId> {
  const text = sessionId.split('/')[0] ?? '';
  if (!isRunId(text)) throw new ApiError('NOT_FOUND', 'There is no such session');
  const { rows } = await pool.query<{ run_id: RunId }>(HOLDER, [runRef(text).shard, sessionId]);
  const [row] = rows;
  if (row === undefined) throw new ApiError('NOT_FOUND', 'There is no such session');
  return row.run_id;
}

const HOLDER = `select run_id from baton.session where shard = $1 and id = $2`;
