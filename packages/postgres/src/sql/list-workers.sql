-- Workers, the latest first. Those that ended stay listed for a day.
select
  w.id, w.key, w.host_name, w.pid, w.task_queues, w.workflows, w.activities, w.max_concurrent_activities, w.sessions, w.lease_ms,
  w.owns_runs, w.version, w.state, w.started_at, w.lease_until, w.host_id,
  pools.resources as pool_resources, pools.hosts as pool_hosts, pools.offered as pool_offered, pools.used as pool_used,
  case
    when w.state in ('active', 'draining')
    then (
      select count(*)
      from baton.session s
      where s.shard = any ($1::smallint[]) and s.worker_key = w.key and s.state in ('open', 'suspended')
    )
    else 0
  end as open_sessions
from baton.worker w
cross join lateral (
  select
    array_agg(r.resource order by r.resource) as resources,
    array_agg(r.worker_key <> w.key order by r.resource) as hosts,
    array_agg(r.offered order by r.resource) as offered,
    array_agg(r.used order by r.resource) as used
  from unnest(array[w.key, 'host/' || w.host_id]) as pool (key)
  join baton.reservation r on r.worker_key = pool.key
  where w.sessions is not null and (r.resource = any (w.host_resources)) = (r.worker_key <> w.key) and r.offered + r.used > 0
) as pools
where w.state in ('active', 'draining') or w.lease_until > now() - interval '1 day'
order by w.started_at desc, w.id
