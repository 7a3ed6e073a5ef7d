// What happened in runs that something was wrong with, for whoever looks into a violation.
import { runRef, type RunId } from '@baton/core';
import type { Storage } from '@baton/engine';
import { connected } from './grants.ts';

const parts = `
  select 'session' as what, row_to_json(s)::text as found from baton.session s where s.run_id = $1 or s.id in (
    select a.session_id from baton.activity a where a.run_id = $1
  )
  union all
  select 'activity', row_to_json(a)::text from baton.activity a where a.run_id = $1
  union all
  select 'inbox', row_to_json(i)::text from baton.inbox i where i.run_id = $1
  union all
  select 'lease', row_to_json(l)::text from baton.shard_lease l join baton.run r on r.id = $1 and l.shard = r.shard and l.task_queue = r.task_queue
  union all
  select 'grant', row_to_json(g)::text from chaos.grant_log g where g.session_id in (
    select a.session_id from baton.activity a where a.run_id = $1
  )`;

/** What the database has of a run that should have ended: a line for each row; none if it has. */
async function openEndsOf(databaseUrl: string, runId: RunId): Promise<readonly string[]> {
  return connected(databaseUrl, async (client) => {
    const open = await client.query('select from baton.run where id = $1 and closed_at is null', [runId]);
    if (open.rowCount === 0) return [];
    const { rows } = await client.query<{ what: string; found: string }>(parts, [runId]);
    return rows.map(({ what, found }) => `  ${what} ${found}`);
  });
}

interface Witness {
  readonly databaseUrl: string;
  readonly storage: Storage;
}

/** The first few that the violations name. */
export async function storiesOf(
  { databaseUrl, storage }: Witness,
  violations: readonly string[],
): Promise<readonly string[]> {
  const ids = violations.flatMap((what) => what.match(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}/g) ?? []);
  const first = [...new Set(ids)].slice(0, 5);
  const stories = first.map(async (id) => {
    const { runId, shard } = runRef(id);
    const rows = await storage.readHistory({ runId, shard }, 0);
    const told = rows.map(({ seq, atMs, events }) => {
      const types = events.map((event) =>
        'activityId' in event ? `${event.type} ${event.activityId}` : event.type,
      );
      return `${seq} at ${new Date(atMs).toISOString().slice(14, 23)} ${types.join(', ')}`;
    });
    return [`run ${id}: ${told.join(' | ')}`, ...(await openEndsOf(databaseUrl, runId))].join('\n');
  });
  return Promise.all(stories);
}
