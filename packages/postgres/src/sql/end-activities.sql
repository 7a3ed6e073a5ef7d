-- The ends of activities that have a row: by their workers, by token, by the sweep. The caller sorts them by shard, run and activity, each once.
-- First wins: the row is locked (after the runs, which must be open and stay so until we commit, as everywhere), and must still be the attempt
-- that is meant. The row stays, `done`, until its run has consumed the inbox row that is put here; the places that it held are given back.
-- `body` comes without its closing brace, as only the row knows the attempt. Answers those that ended.
with run as materialized (
  select
    i.place, i.activity_id, i.attempt, i.epoch, i.outcome, i.kind, i.body, i.completion_key, i.last_failure, i.must_be_cancelled, i.is_timeout,
    i.actor, open.shard, open.id, open.task_queue
  from unnest(
    $1::smallint[], $2::uuid[], $3::text[], $4::integer[], $5::integer[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
    $11::boolean[], $12::boolean[], $13::text[]
  ) with ordinality as i (
    shard, run_id, activity_id, attempt, epoch, outcome, kind, body, completion_key, last_failure,
    must_be_cancelled, is_timeout, actor, place
  )
  cross join lateral (
    select r.shard, r.id, r.task_queue
    from baton.run r
    where r.shard = i.shard and r.id = i.run_id and r.closed_at is null
    for key share
  ) as open
),
before as materialized (
  select
    run.place, run.outcome, run.kind, run.body, run.completion_key, run.last_failure, run.is_timeout, run.actor, run.task_queue,
    a.shard, a.run_id, a.activity_id, a.attempt, a.epoch, a.state, a.worker_id, a.is_human, a.held, a.session_id, a.session_shard,
    baton.new_id() as inbox_id
  from run
  cross join lateral (
    select
      a.shard, a.run_id, a.activity_id, a.attempt, a.epoch, a.state, a.worker_id, a.is_human, a.held, a.session_id, a.session_shard
    from baton.activity a
    where a.shard = run.shard and a.run_id = run.id and a.activity_id = run.activity_id and a.state <> 'done'
      and (run.attempt is null or (a.attempt = run.attempt and a.state <> 'queued'))
      and (run.epoch is null or a.epoch = run.epoch)
      and (not run.must_be_cancelled or a.cancel_requested is not null)
    for no key update
  ) as a
  -- Which locks all runs before the first activity.
  where (select count(*) from run) > 0
),
ended as (
  update baton.activity a
  set
    state = 'done', outcome = b.outcome, done_inbox_id = b.inbox_id, completion_key = b.completion_key, deadline_at = null, held = '{}',
    last_failure = coalesce(b.last_failure, a.last_failure)
  from before b
  where (a.shard, a.run_id, a.activity_id) between (b.shard, b.run_id, b.activity_id) and (b.shard, b.run_id, b.activity_id)
),
put as (
  insert into baton.inbox (shard, id, run_id, task_queue, kind, body)
  select
    b.shard, b.inbox_id, b.run_id, b.task_queue, b.kind,
    b.body || case when b.outcome = 'cancelled' then '}' else ',"attempt":' || b.attempt || '}' end
  from before b
),
abort as (
  insert into baton.cancel_request (shard, run_id, activity_id, attempt, epoch, worker_id, reason)
  select b.shard, b.run_id, b.activity_id, b.attempt, b.epoch, b.worker_id, 'TIMED_OUT'
  from before b
  where b.is_timeout and b.state = 'running' and b.worker_id is not null
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
  set state = b.outcome, closed_at = now()
  from before b
  where b.is_human
    and (t.shard, t.run_id, t.activity_id) between (b.shard, b.run_id, b.activity_id) and (b.shard, b.run_id, b.activity_id)
    and t.closed_at is null
  returning t.shard, t.run_id, t.activity_id, b.outcome, b.actor
),
waited as (
  delete from baton.human_task_assignee w
  using task
  where (w.shard, w.run_id, w.activity_id) between (task.shard, task.run_id, task.activity_id) and (task.shard, task.run_id, task.activity_id)
),
record as (
  insert into baton.human_task_event (shard, run_id, activity_id, id, at, kind, actor)
  select task.shard, task.run_id, task.activity_id, baton.new_id(), now(), task.outcome, coalesce(task.actor, 'system')
  from task
)
select
  b.place, b.worker_id, b.state, b.held <> '{}' as freed,
  -- Its session, if that has an idle time; of one in another shard we don't know.
  case when s.id is not null or b.session_shard <> b.shard then b.session_id end as used_session, b.session_shard
from before b
left join baton.session s on (s.shard, s.id) between (b.shard, b.session_id) and (b.shard, b.session_id) and s.deadline_at < s.expires_at
