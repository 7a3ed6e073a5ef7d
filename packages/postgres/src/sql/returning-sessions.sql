-- Those that still wait for this worker in the epoch that it answers for. The worker's row is locked, so until the end of the transaction no
-- other process can be given its key.
-- What is appended to the state keeps the planner from reading all in that state, by a partial index, to find some by their keys.
with worker as (
  select w.id, w.key
  from baton.worker w
  where w.id = $1 and w.state in ('active', 'draining') and w.lease_until >= now()
  for share
)
select s.shard, s.id, s.run_id, worker.key
from worker
cross join unnest($2::smallint[], $3::text[], $4::integer[]) as item (shard, id, epoch)
join baton.session s on s.shard = item.shard and s.id = item.id
where s.worker_key = worker.key and s.state || '' = 'suspended' and s.epoch = item.epoch - 1
