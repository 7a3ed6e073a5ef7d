-- The first row and the wake row of runs that start-runs.sql has made in this transaction (its `now()` tells), found by key: a join of the two
-- inserts in one statement would compare each with each. A start that is made again in the same millisecond finds that there is a history. A run
-- that was reset has the first time of the other one.
with appended as (
  insert into baton.history (at, seq, count, shard, run_id, events)
  select coalesce(to_timestamp(s.at_ms / 1000), r.started_at), 1, 1, s.shard, s.id, s.events
  from unnest($1::smallint[], $2::uuid[], $3::text[], $5::float8[]) as s (shard, id, events, at_ms)
  join baton.run r on r.shard = s.shard and r.id = s.id
  where r.started_at = date_trunc('milliseconds', now())
    and (
      select true from baton.history h where h.shard = s.shard and h.run_id = s.id and h.seq = 1
    ) is null
)
insert into baton.inbox (shard, id, run_id, task_queue, kind, body)
select s.shard, s.wake_id, s.id, r.task_queue, 'wake', ''
from unnest($1::smallint[], $2::uuid[], $4::uuid[]) as s (shard, id, wake_id)
join baton.run r on r.shard = s.shard and r.id = s.id
where r.started_at = date_trunc('milliseconds', now())
  and (
    select true from baton.history h where h.shard = s.shard and h.run_id = s.id and h.seq = 1
  ) is null
