// Ends sessions that have passed a limit, and requests that no worker could ever take.
import type { RunId, SessionId, SessionOptions, Shard } from '@baton/core';
import { creationRefusal } from '@baton/engine';
import { columns } from '../flush/columns.ts';
import type { Parts } from '../parts.ts';
import { allShards } from '../shards.ts';
import { fromJson, type JsonText } from '../runs/rows.ts';
import { amountsOf, offerOf, type SessionWorkerRow } from './claim-sessions.ts';
import { failSessions, sessionFailed, type Failing } from './fail-sessions.ts';

interface SweptRow {
  readonly shard: Shard;
  readonly id: SessionId;
  readonly run_id: RunId;
  readonly task_queue: string;
  readonly state: 'requested' | 'open' | 'suspended';
  readonly options: JsonText<SessionOptions>;
  readonly resources: readonly string[];
  readonly amounts: readonly number[];
  readonly requested_at: number;
  readonly suspended_at: number | null;
  readonly last_used_at: number | null;
  readonly expires_at: number | null;
  readonly now: number;
  readonly used: boolean;
  readonly position: number;
}

export async function sweepSessions(parts: Parts, shards: readonly Shard[]): Promise<number> {
  const rows = await parts.db.run<SweptRow>('sessions-to-sweep', [shards, allShards]);
  if (rows.length === 0) return 0;
  const hosts = await parts.db.run<SessionWorkerRow>('session-workers', []);
  const failing: Failing[] = [];
  const inUse: SweptRow[] = [];
  for (const row of rows) {
    const body = row.state === 'requested' ? requestEnd(row, hosts) : openEnd(row);
    if (body === 'inUse') inUse.push(row);
    else if (body !== null) failing.push({ ...row, was: row.state, body });
  }
  await rearm(parts, inUse);
  return failSessions(parts, failing);
}

function openEnd(row: SweptRow): Failing['body'] | 'inUse' | null {
  const { idleTimeoutMs, reestablishTimeoutMs } = fromJson(row.options);
  if (row.expires_at !== null && row.expires_at <= row.now) {
    return sessionFailed(row.id, 'EXECUTION_TIMEOUT', 'the session took longer than its executionTimeout');
  }
  if (row.suspended_at !== null) {
    if (row.suspended_at + reestablishTimeoutMs > row.now) return null;
    return sessionFailed(row.id, 'WORKER_LOST', 'its worker did not come back within reestablishTimeout');
  }
  if (idleTimeoutMs === null) return null;
  if (row.used) return 'inUse';
  if ((row.last_used_at ?? 0) + idleTimeoutMs > row.now) return null;
  return sessionFailed(row.id, 'EXECUTION_TIMEOUT', 'nothing ran in the session for its idleTimeout');
}

function requestEnd(row: SweptRow, hosts: readonly SessionWorkerRow[]): Failing['body'] | null {
  const options = fromJson(row.options);
  const wants = amountsOf(row.resources, row.amounts);
  const polling = hosts.filter(({ task_queues: queues }) => queues.includes(row.task_queue));
  const { reason, message } = creationRefusal(options, wants, polling.map(offerOf));
  const isUnsatisfiable = reason === 'UNSATISFIABLE';
  if (!isUnsatisfiable && row.requested_at + options.creationTimeoutMs > row.now) return null;
  const position = isUnsatisfiable ? null : row.position;
  return { kind: 'sessionCreationFailed', sessionId: row.id, reason, position, message };
}

async function rearm({ db }: Parts, rows: readonly SweptRow[]): Promise<void> {
  if (rows.length === 0) return;
  const values = rows.map(({ shard, id, options }) => [shard, id, fromJson(options).idleTimeoutMs]);
  await db.run('rearm-sessions', columns(values, 3));
}
