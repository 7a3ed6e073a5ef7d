-- Sessions that wait for their worker to come back, reservation and all.
-- What is appended to the state keeps the planner from reading all in that state, by a partial index, to find some by their keys.
with run as (
  select r.shard, r.id, r.task_queue
  from unnest($1::smallint[], $3::uuid[]) as item (shard, run_id)
  join baton.run r on r.shard = item.shard and r.id = item.run_id
  where r.closed_at is null
  order by r.shard, r.id
  for key share of r
),
suspended as (
  update baton.session s
  set
    state = 'suspended', suspended_at = now(),
    deadline_at = least(s.expires_at, now() + item.reestablish_ms * interval '1 millisecond')
  from unnest($1::smallint[], $2::text[], $3::uuid[], $4::bigint[]) as item (shard, id, run_id, reestablish_ms)
  join run on run.shard = item.shard and run.id = item.run_id
  where s.shard = item.shard and s.id = item.id and s.run_id = item.run_id and s.state || '' = 'open'
  returning s.shard, s.id, s.run_id, s.epoch, run.task_queue as run_queue
)
insert into baton.inbox (shard, id, run_id, task_queue, kind, body)
select
  s.shard, baton.new_id(), s.run_id, s.run_queue, 'sessionSuspended',
  json_build_object('kind', 'sessionSuspended', 'sessionId', s.id, 'epoch', s.epoch)::text
from suspended s
returning shard
