// The grant log: what the database itself says that was given to whom, and when (see grants.sql).
import { readFileSync } from 'node:fs';
import { withClient } from '@baton/postgres/testing';
import type pg from 'pg';

/** One change of a session's state, at the time of its commit. */
export interface GrantEntry {
  readonly atMs: number;
  readonly sessionId: string;
  readonly runId: string;
  readonly taskQueue: string;
  readonly wantedKey: string | null;
  readonly was: string | null;
  readonly state: 'requested' | 'open' | 'suspended' | 'failed' | 'closed';
  readonly epoch: number;
  readonly workerKey: string | null;
  /** Amounts by resource, the slot left out. */
  readonly amounts: Readonly<Record<string, number>>;
  readonly requestedAtMs: number;
  readonly creationMs: number;
  readonly reason: string | null;
}

/** The resource by which sessions themselves are counted. */
const SLOT = 'session slots';
const sql = readFileSync(new URL('./grants.sql', import.meta.url), 'utf8');

export async function installGrantLog(databaseUrl: string): Promise<void> {
  await connected(databaseUrl, (client) => client.query(sql));
}

interface Row {
  readonly at: Date;
  readonly session_id: string;
  readonly run_id: string;
  readonly task_queue: string;
  readonly wanted_key: string | null;
  readonly was: string | null;
  readonly state: GrantEntry['state'];
  readonly epoch: number;
  readonly worker_key: string | null;
  readonly resources: readonly string[];
  readonly amounts: readonly string[];
  readonly requested_at: Date;
  readonly creation_ms: string;
  readonly reason: string | null;
}

/** In the order of their commits. */
export async function readGrantLog(databaseUrl: string): Promise<readonly GrantEntry[]> {
  return connected(databaseUrl, async (client) => {
    const setting = await client.query<{ on: boolean }>(
      `select current_setting('track_commit_timestamp') = 'on' as on`,
    );
    const at = setting.rows[0]?.on === true ? 'pg_xact_commit_timestamp(l.xid::xid)' : 'l.at';
    const order = setting.rows[0]?.on === true ? 'at, l.n' : 'l.n';
    const { rows } = await client.query<Row>(`
      select
        ${at} as at, l.session_id, l.run_id, l.task_queue, l.wanted_key, l.was, l.state, l.epoch, l.worker_key, l.resources, l.amounts,
        l.requested_at, l.creation_ms, l.reason
      from chaos.grant_log l
      order by ${order}`);
    return rows.map(entryOf);
  });
}

function entryOf(row: Row): GrantEntry {
  return {
    atMs: row.at.getTime(),
    sessionId: row.session_id,
    runId: row.run_id,
    taskQueue: row.task_queue,
    wantedKey: row.wanted_key,
    was: row.was,
    state: row.state,
    epoch: row.epoch,
    workerKey: row.worker_key,
    amounts: Object.fromEntries(
      row.resources.flatMap((name, at) => (name === SLOT ? [] : [[name, Number(row.amounts[at])]])),
    ),
    requestedAtMs: row.requested_at.getTime(),
    creationMs: Number(row.creation_ms),
    reason: row.reason,
  };
}

export function connected<T>(databaseUrl: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  return withClient({ connectionString: databaseUrl }, use);
}
