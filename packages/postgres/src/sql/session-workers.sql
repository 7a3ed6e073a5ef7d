-- Live workers that take sessions, and what each could give: of its own, and of its host.
select w.id, w.key, w.version, w.host_id, w.task_queues, room.offered, room.capacities
from baton.worker w
cross join lateral (
  select array_agg(r.resource order by r.resource) as offered, array_agg(r.offered order by r.resource) as capacities
  from unnest(array[w.key, 'host/' || w.host_id]) as pool (key)
  join baton.reservation r on r.worker_key = pool.key
  where (r.resource = any (w.host_resources)) = (r.worker_key <> w.key)
) as room
where w.state in ('active', 'draining') and w.lease_until >= now() and w.sessions is not null
