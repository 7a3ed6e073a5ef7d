-- The cards of human activities, with who asked for the run, and whom they wait for. The first row of their record goes with them.
with task as (
  insert into baton.human_task (
    shard, run_id, activity_id, workflow, workflow_id, label, title, spec, assignees, priority, requested_by, created_at, due_at
  )
  select
    t.shard, t.run_id, t.activity_id, t.workflow, t.workflow_id, t.label, t.title, t.spec, t.assignees::text[], t.priority,
    r.started_by, to_timestamp(t.created_ms / 1000), to_timestamp(t.due_ms / 1000)
  from unnest(
    $1::smallint[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::integer[],
    $11::float8[], $12::float8[]
  ) as t (
    shard, run_id, activity_id, workflow, workflow_id, label, title, spec, assignees, priority, created_ms, due_ms
  )
  left join baton.run r on r.shard = t.shard and r.id = t.run_id
  returning shard, run_id, activity_id, created_at, due_at, assignees
),
waits as (
  insert into baton.human_task_assignee (shard, assignee, due_at, run_id, activity_id)
  select distinct task.shard, lower(name.assignee), coalesce(task.due_at, 'infinity'), task.run_id, task.activity_id
  from task
  cross join lateral unnest(case when task.assignees = '{}' then '{*}' else task.assignees end) as name (assignee)
)
insert into baton.human_task_event (shard, run_id, activity_id, id, at, kind, actor)
select shard, run_id, activity_id, baton.new_id(), created_at, 'created', 'workflow'
from task
