-- A human task by its key.
select
  t.shard, t.run_id, t.activity_id, t.workflow, t.workflow_id, t.spec, t.state, t.claimed_by, t.created_at, t.due_at, t.closed_at,
  t.decision, t.requested_by, t.decision_key
from baton.human_task t
where t.shard = $1 and t.run_id = $2 and t.activity_id = $3
