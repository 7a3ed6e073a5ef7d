-- Beats of many attempts in one statement. Each only touches its narrow row in `heartbeat`. A beat that is not newer counts as a sign of
-- life, and keeps the details; one without details keeps those of before. `waiting` marks beats that the workflow wants to see: see
-- deliver-beats.
-- The caller gives at most one beat for each activity.
-- With `$8` it is not waited for until it is on disk (`relaxed`, for this statement alone): if the database crashes, the beats of its last half
-- second may be lost, and the next attempt begins at the checkpoint before. Commits of decisions don't queue behind beats so.
with relaxed as materialized (
  select case when $8::boolean then set_config('synchronous_commit', 'off', true) end
),
target as materialized (
  select
    b.shard, b.run_id, b.activity_id, b.sequence, b.details, b.place, b.attempt as of_attempt, a.attempt, a.cancel_requested,
    case
      when r.id is null then 'RUN_NOT_FOUND'
      when r.status <> 'running' then 'RUN_CLOSED'
      when a.activity_id is null or a.state = 'done' then 'ACTIVITY_CLOSED'
      when b.epoch <> a.epoch then 'STALE_EPOCH'
      when a.state = 'queued' or b.attempt <> a.attempt then 'STALE_ATTEMPT'
    end as refused,
    b.details is not null and a.deliver_ms is not null as waiting
  from unnest($1::smallint[], $2::uuid[], $3::text[], $4::integer[], $5::integer[], $6::bigint[], $7::text[]) with ordinality
    as b (shard, run_id, activity_id, attempt, epoch, sequence, details, place)
  left join baton.run r on r.shard = b.shard and r.id = b.run_id
  left join baton.activity a
    on (a.shard, a.run_id, a.activity_id) between (b.shard, b.run_id, b.activity_id) and (b.shard, b.run_id, b.activity_id)
),
beaten as (
  insert into baton.heartbeat as h (shard, run_id, activity_id, attempt, sequence, at, waiting, details)
  select t.shard, t.run_id, t.activity_id, t.attempt, t.sequence, now(), t.waiting, t.details
  from target t
  where t.refused is null
  order by t.shard, t.run_id, t.activity_id
  on conflict (shard, run_id, activity_id) do update
  set
    attempt = excluded.attempt,
    at = excluded.at,
    waiting = h.waiting or (excluded.waiting and (h.attempt <> excluded.attempt or h.sequence < excluded.sequence)),
    sequence = case
      when h.attempt = excluded.attempt then greatest(h.sequence, excluded.sequence)
      else excluded.sequence
    end,
    details = case
      when h.attempt = excluded.attempt and h.sequence >= excluded.sequence then h.details
      else coalesce(excluded.details, h.details)
    end
  -- A beat of an attempt that ended while it was on its way.
  where h.attempt <= excluded.attempt
)
select
  t.refused,
  t.refused is null and t.waiting as waiting,
  case
    when t.refused is null then t.cancel_requested
    -- What its worker is about to be told is a better reason than that there is nothing to beat for. (The order names the index.)
    else (
      select c.reason
      from baton.cancel_request c
      where c.shard = t.shard and c.run_id = t.run_id and c.activity_id = t.activity_id and c.attempt between t.of_attempt and t.of_attempt
      order by c.attempt
    )
  end as cancel_requested
from target t
cross join relaxed
order by t.place
