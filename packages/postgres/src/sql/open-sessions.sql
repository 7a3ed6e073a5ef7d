-- Opens waiting sessions on a worker: run, session, counter, in this order as everywhere, so that nothing deadlocks with the close of a run.
-- The counters' CHECK refuses the whole if there is no room any more in what is offered now. `expiresAtMs` and what else only the row knows is put together here.
-- What is appended to the state keeps the planner from reading all in that state, by a partial index, to find some by their keys.
with worker as (
  select w.id, w.key, w.host_name, w.host_id, w.host_resources
  from baton.worker w
  where w.id = $1 and w.state = 'active' and w.lease_until >= now()
  for share
),
run as (
  select r.shard, r.id, r.task_queue
  from unnest($2::smallint[], $3::uuid[]) as item (shard, run_id)
  join baton.run r on r.shard = item.shard and r.id = item.run_id
  where r.closed_at is null
  order by r.shard, r.id
  for key share of r
),
opened as (
  update baton.session s
  set
    state = 'open', epoch = 1, worker_id = worker.id, worker_key = worker.key, host_name = worker.host_name,
    pools = array(
      select case when wanted.resource = any (worker.host_resources) then 'host/' || worker.host_id else worker.key end
      from unnest(s.resources) with ordinality as wanted (resource, at)
      order by wanted.at
    ),
    opened_at = at.now, last_used_at = at.now, expires_at = at.now + item.execution_ms * interval '1 millisecond',
    deadline_at = at.now + least(item.execution_ms, item.idle_ms) * interval '1 millisecond'
  from worker
  cross join (select date_trunc('milliseconds', now()) as now) as at
  cross join unnest($2::smallint[], $3::uuid[], $4::text[], $5::bigint[], $6::bigint[]) as item (shard, run_id, id, execution_ms, idle_ms)
  join run on run.shard = item.shard and run.id = item.run_id
  where s.shard = item.shard and s.id = item.id and s.run_id = item.run_id and s.state || '' = 'requested'
  returning s.*, run.task_queue as run_queue
),
taken as (
  select held.pool as worker_key, held.resource, sum(held.amount) as amount
  from opened o
  cross join unnest(o.pools, o.resources, o.amounts) as held (pool, resource, amount)
  group by held.pool, held.resource
),
held as materialized (
  select r.worker_key, r.resource, t.amount
  from taken t
  join baton.reservation r on r.worker_key = t.worker_key and r.resource = t.resource
  order by r.worker_key, r.resource
  for update of r
),
counted as (
  update baton.reservation r
  set used = r.used + held.amount, capacity = r.offered
  from held
  where r.worker_key = held.worker_key and r.resource = held.resource
),
put as (
  insert into baton.inbox (shard, id, run_id, task_queue, kind, body)
  select
    o.shard, baton.new_id(), o.run_id, o.run_queue, 'sessionOpened',
    json_build_object(
      'kind', 'sessionOpened', 'sessionId', o.id, 'workerId', o.worker_id, 'workerKey', o.worker_key, 'hostName', o.host_name,
      'epoch', o.epoch, 'expiresAtMs', (extract(epoch from o.expires_at) * 1000)::bigint
    )::text
  from opened o
)
select
  o.shard, o.id, o.run_id, o.task_queue, o.state, o.epoch, o.worker_id, o.worker_key, o.host_name, o.label, o.options,
  o.requested_at, o.opened_at, o.expires_at, o.closed_at, o.reason, null::integer as position
from opened o
order by o.requested_at, o.id
