// Sessions as the table has them, made what the engine knows.
import type { RunId, SessionId, SessionOptions, Shard, WorkerId, WorkerKey } from '@baton/core';
import type { SessionRecord } from '@baton/engine';
import { fromJson, type JsonText } from '../runs/rows.ts';

export interface SessionRow {
  readonly shard: Shard;
  readonly id: SessionId;
  readonly run_id: RunId;
  readonly task_queue: string;
  readonly state: SessionRecord['state'];
  readonly epoch: number;
  readonly worker_id: WorkerId | null;
  readonly worker_key: WorkerKey | null;
  readonly host_name: string | null;
  readonly label: string | null;
  readonly options: JsonText<SessionOptions>;
  readonly requested_at: number;
  readonly opened_at: number | null;
  readonly expires_at: number | null;
  readonly closed_at: number | null;
  readonly reason: string | null;
  readonly position: number | null;
}

export function sessionRecord(row: SessionRow): SessionRecord {
  return {
    shard: row.shard,
    runId: row.run_id,
    sessionId: row.id,
    label: row.label,
    taskQueue: row.task_queue,
    state: row.state,
    epoch: row.epoch,
    workerId: row.worker_id,
    workerKey: row.worker_key,
    hostName: row.host_name,
    options: fromJson(row.options),
    requestedAtMs: row.requested_at,
    openedAtMs: row.opened_at,
    expiresAtMs: row.expires_at,
    closedAtMs: row.closed_at,
    reason: row.reason,
    position: row.position,
  };
}
