-- A decision: the first wins. Run, activity, task are locked in this order; task, activity, inbox, the task's record and the audit are one
-- transaction. Nothing comes back if somebody was first.
with run as (
  select r.shard, r.id, r.task_queue
  from baton.run r
  where r.shard = $1 and r.id = $2 and r.closed_at is null
  for key share
),
activity as (
  select a.shard, a.run_id, a.activity_id, run.task_queue, baton.new_id() as inbox_id
  from run
  join baton.activity a on (a.shard, a.run_id, a.activity_id) between (run.shard, run.id, $3) and (run.shard, run.id, $3)
  where a.state <> 'done'
  for no key update of a
),
task as (
  update baton.human_task t
  set state = $4, closed_at = now(), decision = $5, outcome = $6, decision_key = $7, decided_by = $8
  from activity a
  where (t.shard, t.run_id, t.activity_id) between (a.shard, a.run_id, a.activity_id) and (a.shard, a.run_id, a.activity_id)
    and t.closed_at is null
  returning t.shard, t.run_id, t.activity_id, a.task_queue, a.inbox_id
),
waited as (
  delete from baton.human_task_assignee w
  using task t
  where (w.shard, w.run_id, w.activity_id) between (t.shard, t.run_id, t.activity_id) and (t.shard, t.run_id, t.activity_id)
),
ended as (
  update baton.activity a
  set
    state = 'done', outcome = $4, done_inbox_id = t.inbox_id, completion_key = $7, deadline_at = null,
    last_failure = coalesce($9, a.last_failure)
  from task t
  where (a.shard, a.run_id, a.activity_id) between (t.shard, t.run_id, t.activity_id) and (t.shard, t.run_id, t.activity_id)
),
put as (
  insert into baton.inbox (shard, id, run_id, task_queue, kind, body)
  select t.shard, t.inbox_id, t.run_id, t.task_queue, $10, $11
  from task t
),
record as (
  insert into baton.human_task_event (shard, run_id, activity_id, id, at, kind, actor, details)
  select t.shard, t.run_id, t.activity_id, baton.new_id(), now(), $4, $8, coalesce($5, $9)
  from task t
),
audited as (
  insert into baton.audit_event (actor, action, object_kind, object_id, details)
  select $8, 'humanTasks.' || $4, 'humanTask', $2::text || '/' || $3, $12::jsonb
  from task t
)
select t.activity_id
from task t
