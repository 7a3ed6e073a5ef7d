// How sessions come back: their worker's key is alive again, and its process says of each whether it can go on with it.
import { isRunId, shardOfRun } from '@baton/core';
import type { Failure, RunId, SessionId, SessionOptions, Shard, WorkerId } from '@baton/core';
import { stateLost, type SessionReturn, type SuspendedSession } from '@baton/engine';
import { columns } from '../flush/columns.ts';
import type { Parts } from '../parts.ts';
import { fromJson, type JsonText } from '../runs/rows.ts';
import { allShards } from '../shards.ts';
import { endSessions, tellEnded, type Failing } from './fail-sessions.ts';

interface SuspendedRow {
  readonly shard: Shard;
  readonly id: SessionId;
  readonly run_id: RunId;
  readonly workflow_id: string;
  readonly epoch: number;
  readonly options: JsonText<SessionOptions>;
  readonly suspended_at: number;
  readonly deadline_at: number;
}

export async function suspendedSessions(
  { db }: Parts,
  workerId: WorkerId,
  limit: number,
): Promise<readonly SuspendedSession[]> {
  const rows = await db.run<SuspendedRow>('suspended-sessions', [workerId, allShards, limit]);
  return rows.map((row) => ({
    shard: row.shard,
    runId: row.run_id,
    sessionId: row.id,
    workflowId: row.workflow_id,
    epoch: row.epoch,
    resources: fromJson(row.options).resources,
    suspendedAtMs: row.suspended_at,
    endsAtMs: row.deadline_at,
  }));
}

/** Answers how many it was. */
export async function reestablishSessions(
  parts: Parts,
  workerId: WorkerId,
  returns: readonly SessionReturn[],
): Promise<number> {
  const known = returns.filter(({ sessionId }) => isRunId(runOf(sessionId)));
  const refused = known.flatMap(({ refused: failure, ...of }) =>
    failure === null ? [] : [{ ...of, failure }],
  );
  const reopened = await reopen(
    parts,
    workerId,
    known.filter(({ refused: failure }) => failure === null),
  );
  return reopened + (refused.length === 0 ? 0 : await refuse(parts, workerId, refused));
}

type Returning = Pick<SessionReturn, 'sessionId' | 'epoch'>;

async function reopen(
  { db, hints }: Parts,
  workerId: WorkerId,
  returning: readonly Returning[],
): Promise<number> {
  if (returning.length === 0) return 0;
  const told = await db.run<{ readonly shard: Shard; readonly kind: string }>('reestablish-sessions', [
    workerId,
    ...itemsOf(returning),
    allShards,
  ]);
  if (told.length > 0) hints.tell({ kind: 'inbox', shards: [...new Set(told.map(({ shard }) => shard))] });
  return told.filter(({ kind }) => kind === 'sessionReestablished').length;
}

interface WaitingRow extends Pick<Failing, 'shard' | 'id' | 'run_id'> {
  readonly key: string;
}

async function refuse(
  { db, hints }: Parts,
  workerId: WorkerId,
  refused: readonly (Returning & { readonly failure: Failure })[],
): Promise<number> {
  const why = new Map(refused.map(({ sessionId, failure }) => [sessionId, failure]));
  const ended = await db.transaction(async (tx) => {
    const waiting = await tx.run<WaitingRow>('returning-sessions', [workerId, ...itemsOf(refused)]);
    return endSessions(
      tx,
      waiting.flatMap(({ key, ...session }) => {
        const cause = why.get(session.id);
        return cause === undefined
          ? []
          : [{ ...session, was: 'suspended', body: lost(session.id, key, cause) }];
      }),
    );
  });
  tellEnded(hints, ended);
  return ended.length;
}

function lost(sessionId: SessionId, key: string, cause: Failure): Failing['body'] {
  return { kind: 'sessionFailed', sessionId, reason: 'STATE_LOST', message: stateLost(key, cause), cause };
}

function itemsOf(returning: readonly Returning[]) {
  const values = returning.map(({ sessionId, epoch }) => [
    shardOfRun(runOf(sessionId)),
    ...[sessionId, epoch],
  ]);
  return columns(values, 3);
}

/** The run that asked for it; its shard stays the session's, whoever has it by now. */
function runOf(sessionId: SessionId): RunId {
  return sessionId.slice(0, 36) as RunId;
}
