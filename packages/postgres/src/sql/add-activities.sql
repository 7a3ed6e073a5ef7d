-- Activities that get a row. The caller gives the first deadline; the epoch is that of their session. What is under a limit waits in a lane.
insert into baton.activity (
  shard, run_id, activity_id, name, queue, state, attempt, epoch, priority,
  available_at, scheduled_at, started_at, async_at, deadline_at,
  start_to_close_ms, schedule_to_close_ms, schedule_to_start_ms, heartbeat_ms, async_timeout_ms, async_heartbeat_ms, deliver_ms,
  is_human, worker_id, session_id, session_shard, workflow, workflow_id, label, input, options, last_failure, lane, deaths, losses
)
select
  a.shard, a.run_id, a.activity_id, a.name, a.queue, a.state, a.attempt, coalesce(s.epoch, 0), a.priority,
  to_timestamp(a.available_ms / 1000), to_timestamp(a.scheduled_ms / 1000), to_timestamp(a.started_ms / 1000),
  case when a.state = 'async' then to_timestamp(a.scheduled_ms / 1000) end, to_timestamp(a.deadline_ms / 1000),
  a.start_to_close, a.schedule_to_close, a.schedule_to_start, a.heartbeat, a.async_timeout, a.async_heartbeat, a.deliver,
  a.is_human, a.worker_id, a.session_id, a.session_shard, a.workflow, a.workflow_id, a.label, a.input, a.options, a.last_failure,
  coalesce(
    a.lane,
    case
      when exists (select from baton.limit_rule r where r.scope = 'queue' and r.name = a.queue)
        or exists (select from baton.limit_rule r where r.scope = 'activity' and r.name = a.name)
      then a.name || e'\x1f\x1f\x1f'
    end
  ),
  a.deaths, coalesce(jsonb_array_length(a.deaths::jsonb), 0)
from unnest(
  $1::smallint[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::integer[], $8::smallint[],
  $9::float8[], $10::float8[], $11::float8[], $12::float8[],
  $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[], $17::bigint[], $18::bigint[], $19::bigint[],
  $20::boolean[], $21::text[], $22::text[], $23::smallint[], $24::text[], $25::text[], $26::text[], $27::text[], $28::text[], $29::text[],
  $30::text[], $31::text[]
) as a (
  shard, run_id, activity_id, name, queue, state, attempt, priority,
  available_ms, scheduled_ms, started_ms, deadline_ms,
  start_to_close, schedule_to_close, schedule_to_start, heartbeat, async_timeout, async_heartbeat, deliver,
  is_human, worker_id, session_id, session_shard, workflow, workflow_id, label, input, options, last_failure, lane, deaths
)
left join baton.session s on (s.shard, s.id) between (a.session_shard, a.session_id) and (a.session_shard, a.session_id)
