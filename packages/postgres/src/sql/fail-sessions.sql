-- Ends sessions with an inbox row each, if they are still in the state in which they were found: run, session, counter.
with run as (
  select r.shard, r.id, r.task_queue
  from unnest($1::smallint[], $3::uuid[]) as item (shard, run_id)
  join baton.run r on r.shard = item.shard and r.id = item.run_id
  where r.closed_at is null
  order by r.shard, r.id
  for key share of r
),
failed as (
  update baton.session s
  set
    state = 'failed', reason = item.reason, message = item.message, closed_at = now(), suspended_at = null, deadline_at = null
  from unnest($1::smallint[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
    as item (shard, id, run_id, was, reason, message, kind, body)
  join run on run.shard = item.shard and run.id = item.run_id
  where s.shard = item.shard and s.id = item.id and s.run_id = item.run_id and s.state = item.was
  returning s.shard, s.id, s.run_id, s.task_queue, s.worker_key, s.resources, s.amounts, s.pools, run.task_queue as run_queue, item.kind, item.body
),
freed as (
  select coalesce(held.pool, f.worker_key) as worker_key, held.resource, sum(held.amount) as amount
  from failed f
  cross join unnest(f.pools, f.resources, f.amounts) as held (pool, resource, amount)
  where f.worker_key is not null
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
),
put as (
  insert into baton.inbox (shard, id, run_id, task_queue, kind, body)
  select f.shard, baton.new_id(), f.run_id, f.run_queue, f.kind, f.body
  from failed f
)
select
  f.shard, f.id, f.task_queue,
  -- Who shares something of the host that is free now.
  array(
    select distinct beside.queue
    from unnest(f.pools) as held (pool)
    join baton.worker w on w.host_id = substr(held.pool, 6) and w.state in ('active', 'draining')
    cross join unnest(w.task_queues) as beside (queue)
    where held.pool like 'host/%'
  ) as host_queues
from failed f
