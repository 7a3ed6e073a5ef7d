-- Starts one run, all that a start writes, in one statement. With many, the join of what was inserted would compare each with each
-- (start-runs.sql and start-histories.sql).
with made as (
-- include: insert-runs
  returning shard, id, task_queue, started_at
),
appended as (
  insert into baton.history (at, seq, count, shard, run_id, events)
  select m.started_at, 1, 1, m.shard, m.id, s.events
  from made m
  cross join unnest($13::text[]) as s (events)
),
woken as (
  insert into baton.inbox (shard, id, run_id, task_queue, kind, body)
  select m.shard, s.wake_id, m.id, m.task_queue, 'wake', ''
  from made m
  cross join unnest($14::uuid[]) as s (wake_id)
)
select id, started_at
from made
