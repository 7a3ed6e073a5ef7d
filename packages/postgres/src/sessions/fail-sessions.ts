// How sessions end other than by their workflow.
import type { RunId, SessionFailureReason, SessionId, Shard } from '@baton/core';
import type { InboxBody, SessionRecord } from '@baton/engine';
import type { Runs } from '../connection/database.ts';
import { columns } from '../flush/columns.ts';
import type { Parts } from '../parts.ts';

export interface Failing {
  readonly shard: Shard;
  readonly id: SessionId;
  readonly run_id: RunId;
  /** In any other state by now, it is left alone. */
  readonly was: SessionRecord['state'];
  readonly body: Extract<InboxBody, { kind: 'sessionFailed' | 'sessionCreationFailed' }>;
}

export function sessionFailed(id: SessionId, reason: SessionFailureReason, message: string): Failing['body'] {
  return { kind: 'sessionFailed', sessionId: id, reason, message };
}

export interface Ended {
  readonly shard: Shard;
  readonly task_queue: string;
  /** Of workers that share something of the host with the one that had the session. */
  readonly host_queues: readonly string[];
}

/** Answers how many have ended by this. */
export async function failSessions({ db, hints }: Parts, failing: readonly Failing[]): Promise<number> {
  const ended = await endSessions(db, failing);
  tellEnded(hints, ended);
  return ended.length;
}

/** Within a transaction; whoever has to know is told after it, by `tellEnded`. */
export async function endSessions(db: Runs, failing: readonly Failing[]): Promise<readonly Ended[]> {
  if (failing.length === 0) return [];
  const values = failing.map(({ shard, id, run_id: runId, was, body }) => [
    ...[shard, id, runId, was, body.reason, body.message, body.kind, JSON.stringify(body)],
  ]);
  return db.run<Ended>('fail-sessions', columns(values, 8));
}

export function tellEnded(hints: Parts['hints'], ended: readonly Ended[]): void {
  if (ended.length === 0) return;
  hints.tell({ kind: 'inbox', shards: [...new Set(ended.map(({ shard }) => shard))] });
  const queues = ended.flatMap(({ task_queue: queue, host_queues: beside }) => [queue, ...beside]);
  hints.tell({ kind: 'session', queues: [...new Set(queues)] });
}
