-- Sessions that wait for the key of a worker that holds its lease. `suspended_at` says suspended without naming the state: by state the planner
-- might read all that the worker holds open. `closed_at is null` says running, for the same reason.
select
  s.shard, s.id, s.run_id, s.workflow_id, s.epoch + 1 as epoch, s.options, s.suspended_at, s.deadline_at
from baton.worker w
cross join unnest($2::smallint[]) as any_shard (shard)
cross join lateral (
  select o.shard, o.id, o.run_id, r.workflow_id, o.epoch, o.options, o.suspended_at, o.deadline_at
  from baton.session o
  join baton.run r on r.shard = o.shard and r.id = o.run_id
  where o.shard = any_shard.shard and o.worker_key = w.key and o.suspended_at is not null and r.closed_at is null
  offset 0
) as s
where w.id = $1 and w.state in ('active', 'draining') and w.lease_until >= now()
order by s.suspended_at, s.id
limit $3
