-- The end of an activity that has a row: by its worker, by token, by the sweep. First wins: the row is locked (after its run, which must be
-- open and stays so until we commit), and must still be the attempt that is meant. The row stays, `done`, until its run has consumed
-- the inbox row that is put here; the places that it held are given back. `$8` is the body without its closing brace, as only the row knows the attempt.
with run as (
  select r.shard, r.id, r.task_queue
  from baton.run r
  where r.shard = $1 and r.id = $2 and r.status = 'running'
  for key share
),
before as (
  select a.shard, a.run_id, a.activity_id, a.attempt, a.epoch, a.state, a.worker_id, a.is_human, a.held, a.session_id, a.session_shard, run.task_queue, baton.new_id() as inbox_id
  from run
  join baton.activity a on a.shard = run.shard and a.run_id = run.id and a.activity_id = $3
  where a.state <> 'done'
    and ($4::integer is null or (a.attempt = $4 and a.state <> 'queued'))
    and ($5::integer is null or a.epoch = $5)
    and (not $11::boolean or a.cancel_requested is not null)
  for no key update of a
),
ended as (
  update baton.activity a
  set
    state = 'done', outcome = $6, done_inbox_id = b.inbox_id, completion_key = $9, deadline_at = null, held = '{}',
    last_failure = coalesce($10, a.last_failure)
  from before b
  where a.shard = b.shard and a.run_id = b.run_id and a.activity_id = b.activity_id
),
put as (
  insert into baton.inbox (shard, id, run_id, task_queue, kind, body)
  select
    b.shard, b.inbox_id, b.run_id, b.task_queue, $7,
    $8 || case when $6 = 'cancelled' then '}' else ',"attempt":' || b.attempt || '}' end
  from before b
),
abort as (
  insert into baton.cancel_request (shard, run_id, activity_id, attempt, epoch, worker_id, reason)
  select b.shard, b.run_id, b.activity_id, b.attempt, b.epoch, b.worker_id, 'TIMED_OUT'
  from before b
  where $12::boolean and b.state = 'running' and b.worker_id is not null
  on conflict do nothing
),
given as (
  insert into baton.limit_release (shard, counter, run_id, activity_id, attempt)
  select b.shard, held.counter, b.run_id, b.activity_id, b.attempt
  from before b
  cross join unnest(b.held) as held (counter)
),
task as (
  update baton.human_task t
  set state = $6, closed_at = now()
  from before b
  where b.is_human and t.shard = b.shard and t.run_id = b.run_id and t.activity_id = b.activity_id and t.closed_at is null
  returning t.shard, t.run_id, t.activity_id
),
waited as (
  delete from baton.human_task_assignee w
  using task
  where w.shard = task.shard and w.run_id = task.run_id and w.activity_id = task.activity_id
),
record as (
  insert into baton.human_task_event (shard, run_id, activity_id, id, at, kind, actor)
  select task.shard, task.run_id, task.activity_id, baton.new_id(), now(), $6, coalesce($13, 'system')
  from task
)
select
  b.worker_id, b.state, b.held <> '{}' as freed,
  -- Its session, if that has an idle time; of one in another shard we don't know.
  case when s.id is not null or b.session_shard <> b.shard then b.session_id end as used_session, b.session_shard
from before b
left join baton.session s on s.shard = b.shard and s.id = b.session_id and s.deadline_at < s.expires_at
