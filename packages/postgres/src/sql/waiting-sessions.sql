-- Sessions that wait for a worker of these queues, in the order of their request, and what that worker has room for.
select
  w.id, w.run_id, w.shard, w.requested_at, w.resources, w.amounts, w.options,
  now() as now,
  room.offered, room.capacities, room.used, worker.host_resources
from baton.worker worker
cross join lateral (
  select
    array_agg(r.resource order by r.resource) as offered,
    array_agg(r.offered order by r.resource) as capacities,
    array_agg(r.used order by r.resource) as used
  from unnest(array[worker.key, 'host/' || worker.host_id]) as pool (key)
  join baton.reservation r on r.worker_key = pool.key
  where (r.resource = any (worker.host_resources)) = (r.worker_key <> worker.key)
) as room
cross join unnest($2::smallint[]) as s (shard)
cross join unnest($3::text[]) as q (queue)
cross join lateral (
  select o.id, o.run_id, o.shard, o.requested_at, o.resources, o.amounts, o.options
  from baton.session o
  where o.shard = s.shard and o.task_queue = q.queue and o.state = 'requested'
    and (o.wanted_key is null or o.wanted_key = worker.key)
    and (o.wanted_build is null or o.wanted_build = worker.version)
  order by o.requested_at
  limit $4
) as w
where worker.id = $1 and worker.state = 'active' and worker.sessions is not null and worker.lease_until >= now()
order by w.requested_at, w.id
limit $4
