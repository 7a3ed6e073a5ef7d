-- Asks whoever runs these attempts to stop. One that nobody has begun will never run: its answer (`body`; null if the same transition
-- closes the activity) is put here. Answers the workers to tell, and the shards that got an answer.
with asked as (
  update baton.activity a
  set
    cancel_requested = coalesce(a.cancel_requested, item.reason),
    state = case when a.state = 'queued' and item.body is not null then 'done' else a.state end,
    done_inbox_id = case when a.state = 'queued' and item.body is not null then baton.new_id() else a.done_inbox_id end,
    outcome = case when a.state = 'queued' and item.body is not null then 'cancelled' else a.outcome end,
    deadline_at = case when a.state = 'queued' and item.body is not null then null else a.deadline_at end
  from unnest($1::smallint[], $2::uuid[], $3::text[], $4::text[], $5::text[])
    as item (shard, run_id, activity_id, reason, body)
  where (a.shard, a.run_id, a.activity_id) between (item.shard, item.run_id, item.activity_id) and (item.shard, item.run_id, item.activity_id)
    and a.state <> 'done'
  returning a.shard, a.run_id, a.activity_id, a.attempt, a.epoch, a.worker_id, a.state, a.done_inbox_id, item.reason, item.body
),
told as (
  insert into baton.cancel_request (shard, run_id, activity_id, attempt, epoch, worker_id, reason)
  select shard, run_id, activity_id, attempt, epoch, worker_id, reason
  from asked
  where state = 'running' and worker_id is not null
  on conflict do nothing
),
answered as (
  insert into baton.inbox (shard, id, run_id, task_queue, kind, body)
  select a.shard, a.done_inbox_id, a.run_id, r.task_queue, 'activityCancelled', a.body
  from asked a
  join baton.run r on r.shard = a.shard and r.id = a.run_id
  where a.state = 'done'
)
select distinct worker_id, case when state = 'done' then shard end as answered_shard
from asked
