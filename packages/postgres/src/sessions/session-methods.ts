// Sessions as storage serves them.
import { isRunId, shardOfRun } from '@baton/core';
import type { SessionFailureReason, SessionId } from '@baton/core';
import type { Storage } from '@baton/engine';
import type { Parts } from '../parts.ts';
import { allShards } from '../shards.ts';
import { claimSessions } from './claim-sessions.ts';
import { failSessions, sessionFailed, type Failing } from './fail-sessions.ts';
import { reestablishSessions, suspendedSessions } from './returning-sessions.ts';
import { sessionRecord, type SessionRow } from './rows.ts';
import { sweepSessions } from './sweep-sessions.ts';

type SessionMethods = Pick<
  Storage,
  | 'claimSessions'
  | 'suspendedSessions'
  | 'reestablishSessions'
  | 'sweepSessions'
  | 'failSession'
  | 'listSessions'
>;

export function sessionMethods(parts: Parts): SessionMethods {
  return {
    claimSessions: (workerId, queues, limit) => claimSessions(parts, workerId, queues, limit),
    suspendedSessions: (workerId, limit) => suspendedSessions(parts, workerId, limit),
    reestablishSessions: (workerId, returns) => reestablishSessions(parts, workerId, returns),
    sweepSessions: (shards) => sweepSessions(parts, shards),
    failSession: (sessionId, reason, message) => failSession(parts, sessionId, reason, message),
    listSessions: async (filter) => (await listedSessions(parts, filter)).map(sessionRecord),
  };
}

function listedSessions(
  { db }: Parts,
  { runId, workerId, open, limit }: Parameters<Storage['listSessions']>[0],
): Promise<readonly SessionRow[]> {
  if (runId !== undefined) {
    return db.run('sessions-of-run', [allShards, shardOfRun(runId), runId, workerId, open, limit]);
  }
  if (open === true) return db.run('list-open-sessions', [allShards, workerId, limit]);
  return latestSessions(limit, (each) => db.run('list-sessions', [allShards, workerId, open, limit, each]));
}

/** A few of each shard are nearly always enough; where one has given all it was asked for, it is asked for more. */
async function latestSessions(
  limit: number,
  read: (each: number) => Promise<readonly SessionRow[]>,
): Promise<readonly SessionRow[]> {
  const few = 8 + Math.ceil(limit / 16);
  const found = await read(few);
  const counts = new Map<number, number>();
  for (const { shard } of found) counts.set(shard, (counts.get(shard) ?? 0) + 1);
  return few < limit && [...counts.values()].some((count) => count === few) ? read(limit) : found;
}

async function failSession(
  parts: Parts,
  sessionId: SessionId,
  reason: SessionFailureReason,
  message: string,
): Promise<boolean> {
  const run = sessionId.slice(0, 36);
  if (!isRunId(run)) return false;
  type Found = Pick<Failing, 'shard' | 'id' | 'run_id'> & { readonly state: Failing['was'] };
  const [found] = await parts.db.run<Found>('read-session', [shardOfRun(run), sessionId]);
  if (found === undefined || found.state === 'failed' || found.state === 'closed') return false;
  const body = sessionFailed(sessionId, reason, message);
  return (await failSessions(parts, [{ ...found, was: found.state, body }])) > 0;
}
