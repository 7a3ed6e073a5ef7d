-- Beats of many attempts in one statement. Each only touches its narrow row in `heartbeat`. A beat that is not newer counts as a sign of
-- life, and keeps the details; one without details keeps those of before. `deliver` marks beats that the workflow wants to see now.
-- The caller gives at most one beat for each activity.
with target as materialized (
  select
    b.shard, b.run_id, b.activity_id, b.sequence, b.details, b.place, a.attempt, a.cancel_requested,
    case
      when r.id is null then 'RUN_NOT_FOUND'
      when r.status <> 'running' then 'RUN_CLOSED'
      when a.activity_id is null or a.state = 'done' then 'ACTIVITY_CLOSED'
      when b.epoch <> a.epoch then 'STALE_EPOCH'
      when a.state = 'queued' or b.attempt <> a.attempt then 'STALE_ATTEMPT'
    end as refused,
    b.details is not null and a.deliver_ms is not null
      and (h.attempt is null or h.attempt <> a.attempt or b.sequence > h.sequence)
      and (h.delivered_at is null or h.delivered_at + a.deliver_ms * interval '1 millisecond' <= now()) as deliver
  from unnest($1::smallint[], $2::uuid[], $3::text[], $4::integer[], $5::integer[], $6::bigint[], $7::text[]) with ordinality
    as b (shard, run_id, activity_id, attempt, epoch, sequence, details, place)
  left join baton.run r on r.shard = b.shard and r.id = b.run_id
  left join baton.activity a on a.shard = b.shard and a.run_id = b.run_id and a.activity_id = b.activity_id
  left join baton.heartbeat h on h.shard = b.shard and h.run_id = b.run_id and h.activity_id = b.activity_id
),
beaten as (
  insert into baton.heartbeat as h (shard, run_id, activity_id, attempt, sequence, at, delivered_at, details)
  select t.shard, t.run_id, t.activity_id, t.attempt, t.sequence, now(), case when t.deliver then now() end, t.details
  from target t
  where t.refused is null
  order by t.shard, t.run_id, t.activity_id
  on conflict (shard, run_id, activity_id) do update
  set
    attempt = excluded.attempt,
    at = excluded.at,
    delivered_at = coalesce(excluded.delivered_at, h.delivered_at),
    sequence = case
      when h.attempt = excluded.attempt then greatest(h.sequence, excluded.sequence)
      else excluded.sequence
    end,
    details = case
      when h.attempt = excluded.attempt and h.sequence >= excluded.sequence then h.details
      else coalesce(excluded.details, h.details)
    end
)
select t.refused, t.cancel_requested, t.deliver
from target t
order by t.place
