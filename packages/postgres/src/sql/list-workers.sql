-- Workers, the latest first. Those that ended stay listed for a day.
select
  w.id, w.key, w.host_name, w.pid, w.task_queues, w.workflows, w.activities, w.max_concurrent_activities, w.sessions, w.lease_ms,
  w.owns_runs, w.version, w.state, w.started_at, w.lease_until,
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
where w.state in ('active', 'draining') or w.lease_until > now() - interval '1 day'
order by w.started_at desc, w.id
