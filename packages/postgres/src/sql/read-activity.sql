-- One open activity, or (`$3` null) all of a run, in the order of their ids.
select
  a.shard, a.run_id, a.activity_id, a.name, a.label, a.queue, a.state, a.attempt, a.epoch, a.session_id, a.worker_id,
  a.scheduled_at, a.available_at, a.started_at, a.async_at, a.deadline_at, a.options, a.last_failure, a.cancel_requested, a.poisoned_at,
  h.at as beat_at, h.sequence as beat_sequence, h.details as beat_details, h.attempt as beat_attempt,
  case when $3::text is null then (select w.key from baton.worker w where w.id = a.worker_id) end as worker_key,
  now() as now
from baton.activity a
left join baton.heartbeat h on h.shard = a.shard and h.run_id = a.run_id and h.activity_id = a.activity_id
where a.shard = $1 and a.run_id = $2 and ($3::text is null or a.activity_id = $3)
order by length(a.activity_id), a.activity_id
