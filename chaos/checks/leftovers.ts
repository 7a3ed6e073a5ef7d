// What must be gone once every run has ended.
import { connected } from '../grants.ts';

const looks: Readonly<Record<string, string>> = {
  'counters hold what no session holds': `
    select r.worker_key || ' ' || r.resource || ': ' || r.used as it from baton.reservation r
    where r.used <> (
      select coalesce(sum(held.amount), 0)
      from baton.session s
      cross join unnest(s.resources, s.amounts) as held (resource, amount)
      where s.worker_key = r.worker_key and s.state in ('open', 'suspended') and held.resource = r.resource
    )`,
  'counters are not zero': `select worker_key || ' ' || resource || ': ' || used as it from baton.reservation where used <> 0`,
  'sessions of closed runs': `
    select s.id || ' ' || s.state as it from baton.session s
    join baton.run r on r.shard = s.shard and r.id = s.run_id
    where s.closed_at is null and r.status <> 'running'`,
  'activities of closed runs': `
    select a.run_id || ' ' || a.activity_id || ' ' || a.name || ' ' || a.state || ', attempt ' || a.attempt || ', epoch ' || a.epoch as it from baton.activity a
    join baton.run r on r.shard = a.shard and r.id = a.run_id
    where r.status <> 'running'`,
  'timers of closed runs': `
    select t.run_id || ' ' || t.timer_id as it from baton.timer t
    join baton.run r on r.shard = t.shard and r.id = t.run_id
    where r.status <> 'running'`,
  'messages that were never delivered': `select id::text as it from baton.outbox`,
};

/** Locks that the database had to break: each cost somebody a second. */
export async function deadlocksIn(databaseUrl: string): Promise<number> {
  const { rows } = await connected(databaseUrl, (client) =>
    client.query<{ deadlocks: string }>(
      'select deadlocks from pg_stat_database where datname = current_database()',
    ),
  );
  return Number(rows[0]?.deadlocks);
}

export async function checkLeftovers(databaseUrl: string): Promise<readonly string[]> {
  return connected(databaseUrl, async (client) => {
    const problems: string[] = [];
    for (const [what, sql] of Object.entries(looks)) {
      const { rows } = await client.query<{ it: string }>(sql);
      problems.push(...rows.slice(0, 20).map(({ it }) => `${what}: ${it}`));
    }
    return problems;
  });
}
