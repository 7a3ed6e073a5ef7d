-- Activities whose stored deadline has passed. It is a lower bound (heartbeats don't move it), so the caller computes the true one.
-- From `$3` on (deadline-floor.ts).
select
  a.shard, a.run_id, a.activity_id, a.name, a.label, a.queue, a.state, a.attempt, a.epoch, a.session_id, a.worker_id,
  a.scheduled_at, a.available_at, a.started_at, a.async_at, a.deadline_at, a.options, a.last_failure, a.cancel_requested, a.poisoned_at,
  h.at as beat_at, h.sequence as beat_sequence, h.details as beat_details, h.attempt as beat_attempt, coalesce(h.waiting, false) as beat_waiting,
  coalesce(s.state = 'suspended', false) as suspended,
  now() as now
from unnest($1::smallint[]) as look (shard)
cross join lateral (
  select o.*
  from baton.activity o
  where o.shard = look.shard and o.deadline_at <= now() and o.state <> 'done' and o.deadline_at >= to_timestamp($3::float8 / 1000)
  order by o.deadline_at
  limit $2
) as a
left join baton.session s on s.shard = a.session_shard and s.id = a.session_id
left join baton.heartbeat h
  on (h.shard, h.run_id, h.activity_id) between (a.shard, a.run_id, a.activity_id) and (a.shard, a.run_id, a.activity_id)
order by a.deadline_at
limit $2
