-- A worker begins, or begins again after it was lost. `worker_live_key` refuses a second live process with the same key.
insert into baton.worker (
  id, key, host_name, pid, task_queues, workflows, activities, max_concurrent_activities, sessions, lease_ms, owns_runs, version,
  host_id, host_resources, started_at, lease_until
)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::integer, $11, $12, $13, $14, now(), now() + $10::integer * interval '1 millisecond')
on conflict (id) do update
set
  key = excluded.key, host_name = excluded.host_name, pid = excluded.pid, task_queues = excluded.task_queues,
  workflows = excluded.workflows, activities = excluded.activities,
  max_concurrent_activities = excluded.max_concurrent_activities, sessions = excluded.sessions, lease_ms = excluded.lease_ms,
  owns_runs = excluded.owns_runs, version = excluded.version, host_id = excluded.host_id, host_resources = excluded.host_resources, state = 'active', started_at = excluded.started_at,
  lease_until = excluded.lease_until, cleared_at = null
returning now() as now
