-- A person takes a task, or gives it back; recorded. Only from the state that the person saw.
with task as (
  update baton.human_task t
  set state = case when $4::text is null then 'open' else 'claimed' end, claimed_by = $4
  where t.shard = $1 and t.run_id = $2 and t.activity_id = $3 and t.state = $6
  returning
    t.shard, t.run_id, t.activity_id, t.workflow, t.workflow_id, t.spec, t.state, t.claimed_by, t.created_at, t.due_at, t.closed_at,
    t.decision, t.requested_by, t.decision_key
),
record as (
  insert into baton.human_task_event (shard, run_id, activity_id, id, at, kind, actor, details)
  select t.shard, t.run_id, t.activity_id, baton.new_id(), now(), case when $4::text is null then 'unclaimed' else 'claimed' end, $5, $4
  from task t
)
select
  t.shard, t.run_id, t.activity_id, t.workflow, t.workflow_id, t.spec, t.state, t.claimed_by, t.created_at, t.due_at, t.closed_at,
  t.decision, t.requested_by, t.decision_key
from task t
