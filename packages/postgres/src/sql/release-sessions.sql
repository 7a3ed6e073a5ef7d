-- Sessions that their workflow has completed: slot and reservation are free in the same transaction. A closed one stays as it is.
-- `closed_at is null` says open without naming the state: that would tempt the planner to read all open rows by their partial index.
with ended as (
  update baton.session s
  set state = 'closed', closed_at = to_timestamp(item.at_ms / 1000), deadline_at = null, suspended_at = null
  from unnest($1::smallint[], $2::text[], $3::float8[]) as item (shard, id, at_ms)
  where s.shard = item.shard and s.id = item.id and s.closed_at is null
  returning s.worker_key, s.task_queue, s.resources, s.amounts, s.pools
),
freed as (
  select coalesce(held.pool, e.worker_key) as worker_key, held.resource, sum(held.amount) as amount
  from ended e
  cross join unnest(e.pools, e.resources, e.amounts) as held (pool, resource, amount)
  where e.worker_key is not null
  group by 1, held.resource
),
held as materialized (
  select r.worker_key, r.resource, f.amount
  from freed f
  join baton.reservation r on r.worker_key = f.worker_key and r.resource = f.resource
  order by r.worker_key, r.resource
  for update of r
),
counted as (
  update baton.reservation r
  set used = r.used - held.amount
  from held
  where r.worker_key = held.worker_key and r.resource = held.resource
)
select task_queue
from ended
where worker_key is not null
union
-- Also who shares something of the host that is free now.
select unnest(w.task_queues)
from freed f
join baton.worker w on w.host_id = substr(f.worker_key, 6) and w.state in ('active', 'draining')
where f.worker_key like 'host/%'
