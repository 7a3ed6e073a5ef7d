-- A shard goes to a worker that may be able to do more with it; one of that worker's comes back, so that both keep their fair share.
-- Rare: a run was blocked. Both workers read what they own with their next heartbeat.
with given as (
  update baton.shard_lease l
  set worker_id = $4, epoch = l.epoch + 1
  where l.task_queue = $1 and l.shard = $2 and l.worker_id = $3 and $3 <> $4
    and exists (
      select
      from baton.worker o
      where o.id = $4 and o.state = 'active' and o.owns_runs and $1 = any (o.task_queues) and o.lease_until >= now()
    )
  returning l.shard
),
chosen as (
  select l.shard
  from baton.shard_lease l
  cross join given
  where l.task_queue = $1 and l.worker_id = $4
  order by random()
  limit 1
  for update of l
),
back as (
  update baton.shard_lease l
  set worker_id = $3, epoch = l.epoch + 1
  from chosen
  where l.task_queue = $1 and l.shard = chosen.shard
)
select shard
from given
