// How sessions end other than by their workflow.
import type { RunId, SessionFailureReason, SessionId, Shard } from '@baton/core';
import type { InboxBody, SessionRecord } from '@baton/engine';
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

/** Answers how many have ended by this. */
export async function failSessions({ db, hints }: Parts, failing: readonly Failing[]): Promise<number> {
  if (failing.length === 0) return 0;
  const values = failing.map(({ shard, id, run_id: runId, was, body }) => [
    ...[shard, id, runId, was, body.reason, body.message, body.kind, JSON.stringify(body)],
  ]);
  const rows = await db.run<{ shard: Shard; task_queue: string }>('fail-sessions', columns(values, 8));
  if (rows.length > 0) {
    hints.tell({ kind: 'inbox', shards: [...new Set(rows.map(({ shard }) => shard))] });
    hints.tell({ kind: 'session', queues: [...new Set(rows.map(({ task_queue: queue }) => queue))] });
  }
  return rows.length;
}
