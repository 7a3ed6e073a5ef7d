-- An attempt has ended and another follows, not before an instant. Not after a cancel request. A person is asked again at once: a human
-- activity begins its next attempt here. The places that it held are given back. `$9`: the worker that died of it; so many in a row make it
-- a suspect (`$10`), which waits in a lane of its own, and stop it in the end (`$11`): see poison.ts.
with run as (
  select r.shard, r.id
  from baton.run r
  where r.shard = $1 and r.id = $2 and r.closed_at is null
  for key share
),
before as (
  select a.shard, a.run_id, a.activity_id, a.attempt, a.epoch, a.state, a.worker_id, a.held,
    case when $9::text is null then 0 else a.losses + 1 end as losses
  from run
  join baton.activity a on (a.shard, a.run_id, a.activity_id) between (run.shard, run.id, $3) and (run.shard, run.id, $3)
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
),
given as (
  insert into baton.limit_release (shard, counter, run_id, activity_id, attempt)
  select b.shard, held.counter, b.run_id, b.activity_id, b.attempt
  from before b
  cross join unnest(b.held) as held (counter)
)
update baton.activity a
set
  state = case when a.is_human then 'async' else 'queued' end,
  attempt = a.attempt + case when a.is_human then 1 else 0 end,
  worker_id = null,
  held = '{}',
  losses = b.losses,
  deaths = case when $9::text is not null then (coalesce(a.deaths, '[]')::jsonb || $9::jsonb)::text end,
  poisoned_at = case when b.losses >= $11::integer then now() end,
  lane = case when b.losses >= $10::integer then e'\x1e' else '' end || coalesce(
    ltrim(a.lane, e'\x1e'),
    case
      when b.losses >= $10::integer
        or exists (select from baton.limit_rule r where r.scope = 'queue' and r.name = a.queue)
        or exists (select from baton.limit_rule r where r.scope = 'activity' and r.name = a.name)
      then a.name || e'\x1f\x1f\x1f'
    end
  ),
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
      case when b.losses < $11::integer then next.at + a.schedule_to_start_ms * interval '1 millisecond' end
    )
  end
from before b
cross join (select to_timestamp($7::float8 / 1000) as at) as next
where (a.shard, a.run_id, a.activity_id) between (b.shard, b.run_id, b.activity_id) and (b.shard, b.run_id, b.activity_id)
returning a.queue, a.name, b.worker_id, b.state, b.held <> '{}' as freed, a.poisoned_at is not null as poisoned, a.deaths
