-- The activities of runs that close, with their heartbeats; whoever runs one is asked to stop, and the places that they held are given back.
with cleared as (
  delete from baton.activity a
  using unnest($1::smallint[], $2::uuid[]) as item (shard, run_id)
  where (a.shard, a.run_id) between (item.shard, item.run_id) and (item.shard, item.run_id)
  returning a.shard, a.run_id, a.activity_id, a.attempt, a.epoch, a.worker_id, a.state, a.held
),
beats as (
  delete from baton.heartbeat h
  using unnest($1::smallint[], $2::uuid[]) as item (shard, run_id)
  where (h.shard, h.run_id) between (item.shard, item.run_id) and (item.shard, item.run_id)
),
given as (
  insert into baton.limit_release (shard, counter, run_id, activity_id, attempt)
  select c.shard, held.counter, c.run_id, c.activity_id, c.attempt
  from cleared c
  cross join unnest(c.held) as held (counter)
  returning true as freed
),
told as (
  insert into baton.cancel_request (shard, run_id, activity_id, attempt, epoch, worker_id, reason)
  select c.shard, c.run_id, c.activity_id, c.attempt, c.epoch, c.worker_id, 'WORKFLOW_CLOSED'
  from cleared c
  where c.state = 'running' and c.worker_id is not null
  on conflict do nothing
  returning worker_id
)
select worker_id, null::boolean as freed
from told
union all
select null, freed
from given
