-- The open human tasks of runs that close: they leave every inbox.
-- `closed_at is null` says open without naming the state: that would tempt the planner to read all open rows by their partial index.
with ended as (
  update baton.human_task t
  set state = item.state, closed_at = to_timestamp(item.at_ms / 1000)
  from unnest($1::smallint[], $2::uuid[], $3::text[], $4::float8[]) as item (shard, run_id, state, at_ms)
  where (t.shard, t.run_id) between (item.shard, item.run_id) and (item.shard, item.run_id) and t.closed_at is null
  returning t.shard, t.run_id, t.activity_id, t.state, t.closed_at
),
waited as (
  delete from baton.human_task_assignee w
  using ended
  where (w.shard, w.run_id, w.activity_id) between (ended.shard, ended.run_id, ended.activity_id) and (ended.shard, ended.run_id, ended.activity_id)
)
insert into baton.human_task_event (shard, run_id, activity_id, id, at, kind, actor)
select shard, run_id, activity_id, baton.new_id(), closed_at, state, 'system'
from ended
