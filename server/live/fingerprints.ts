// What tells that a list has changed, in one cheap statement for all lists.
import type { Pool } from 'pg';
import type { LiveTopic } from '../input/live.ts';

export type Fingerprints = Readonly<Record<LiveTopic, string>>;

export async function readFingerprints(pool: Pool): Promise<Fingerprints> {
  const { rows } = await pool.query<Fingerprints>({ name: 'live_fingerprints', text: FINGERPRINTS });
  const row = rows[0];
  if (row === undefined) throw new TypeError('The statement answers one row');
  return row;
}

// Latest ids and times per shard come from the ends of indexes; only open sessions, live workers, designs and schedules are scanned, and those are few.
// What an index can't tell (a run that closed, a claim) comes from the counters of the statistics collector: late by some seconds at worst,
// which is for the case that no hint came.
const FINGERPRINTS = `
  select
    (
      select coalesce(string_agg(newest.id::text, ','), '')
      from generate_series(0, 63) as place(shard)
      cross join lateral (
        select id from baton.run where run.shard = place.shard order by id desc limit 1
      ) as newest
    ) || '/' || counted('run') as runs,
    (
      select coalesce(string_agg(concat(newest.opened, newest.ended), ','), '')
      from generate_series(0, 63) as place(shard)
      cross join lateral (
        select
          (select max(created_at) from baton.human_task as task
           where task.shard = place.shard and state in ('open', 'claimed')) as opened,
          (select max(closed_at) from baton.human_task as task
           where task.shard = place.shard and closed_at is not null) as ended
      ) as newest
    ) || '/' || counted('human_task') as inbox,
    (
      select concat_ws('/', count(*), sum(epoch), count(*) filter (where state = 'open'), max(requested_at), max(opened_at))
      from baton.session
      where state in ('requested', 'open', 'suspended')
    ) || '/' || counted('session') as sessions,
    (
      select coalesce(string_agg(concat(id, state, lease_until > clock_timestamp()), ',' order by id), '')
      from baton.worker
      where state in ('active', 'draining')
    ) as workers,
    (
      select concat_ws('/', count(*), max(updated_at), count(archived_at), sum(published_version))
      from baton.design
    ) as designs,
    (
      select concat_ws('/', count(*), sum(revision), sum(started + skipped + missed + failed), count(buffered))
      from baton.schedule
    ) as schedules`.replaceAll(
  /counted\('(\w+)'\)/g,
  (_, table: string) => `coalesce((
      select (n_tup_ins + n_tup_upd + n_tup_del)::text
      from pg_stat_user_tables
      where schemaname = 'baton' and relname = '${table}'
    ), '')`,
);
