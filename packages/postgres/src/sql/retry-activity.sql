-- An attempt has ended and another follows, not before an instant. Not after a cancel request. A person is asked again at once: a human
-- activity begins its next attempt here.
with run as (
  select r.shard, r.id
  from baton.run r
  where r.shard = $1 and r.id = $2 and r.status = 'running'
  for key share
),
before as (
  select a.shard, a.run_id, a.activity_id, a.attempt, a.epoch, a.state, a.worker_id
  from run
  join baton.activity a on a.shard = run.shard and a.run_id = run.id and a.activity_id = $3
  where a.state <> 'done' and a.cancel_requested is null
    and ($4::integer is null or (a.attempt = $4 and a.state <> 'queued'))
    and ($5::integer is null or a.epoch = $5)
  for no key update of a
),
abort as (
  insert into baton.cancel_request (shard, run_id, activity_id, attempt, epoch, worker_id, reason)
  select b.shard, b.run_id, b.activity_id, b.attempt, b.epoch, b.worker_id, 'TIMED_OUT'
  from before b
  where $8::boolean and b.state = 'running' and b.worker_id is not null
  on conflict do nothing
)
update baton.activity a
set
  state = case when a.is_human then 'async' else 'queued' end,
  attempt = a.attempt + case when a.is_human then 1 else 0 end,
  worker_id = null,
  last_failure = $6,
  available_at = next.at,
  started_at = case when a.is_human then now() end,
  async_at = case when a.is_human then now() end,
  deadline_at = case
    when a.is_human
    then least(
      a.scheduled_at + a.schedule_to_close_ms * interval '1 millisecond',
      now() + least(a.start_to_close_ms, a.heartbeat_ms, a.async_timeout_ms, a.async_heartbeat_ms) * interval '1 millisecond'
    )
    else least(
      a.scheduled_at + a.schedule_to_close_ms * interval '1 millisecond',
      next.at + a.schedule_to_start_ms * interval '1 millisecond'
    )
  end
from before b
cross join (select to_timestamp($7::float8 / 1000) as at) as next
where a.shard = b.shard and a.run_id = b.run_id and a.activity_id = b.activity_id
returning a.queue, b.worker_id, b.state
