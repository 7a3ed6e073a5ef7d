-- A run by its id.
select
  r.shard, r.id, r.workflow_id, r.workflow, r.task_queue, r.status, r.started_at, r.closed_at, r.design_id, r.design_version,
  r.blocked, r.next_run_id, r.reset_from, r.started_by, r.attributes
from baton.run r
where r.shard = $1 and r.id = $2
