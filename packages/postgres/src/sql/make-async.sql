-- The attempt stays open after its handler has returned. The deadline may come out too early; the sweep sets it right. Places of limits that
-- say so are given back now.
with before as (
  select a.shard, a.run_id, a.activity_id, a.attempt, a.held
  from baton.activity a
  join baton.run r on r.shard = a.shard and r.id = a.run_id
  where a.shard = $1 and a.run_id = $2 and a.activity_id = $3 and a.state in ('running', 'async') and r.closed_at is null
    and ($4::integer is null or a.attempt = $4)
    and ($5::integer is null or a.epoch = $5)
  for no key update of a
),
kept as (
  select b.shard, b.run_id, b.activity_id, array_agg(c.id) filter (where not c.frees_async) as held
  from before b
  join baton.limit_counter c on c.id = any (b.held)
  group by b.shard, b.run_id, b.activity_id
),
given as (
  insert into baton.limit_release (shard, counter, run_id, activity_id, attempt)
  select b.shard, c.id, b.run_id, b.activity_id, b.attempt
  from before b
  join baton.limit_counter c on c.id = any (b.held)
  where c.frees_async
  returning true as freed
)
update baton.activity a
set
  state = 'async',
  async_at = coalesce(a.async_at, now()),
  held = coalesce((select k.held from kept k), '{}'),
  deadline_at = least(a.deadline_at, now() + least(a.async_timeout_ms, a.async_heartbeat_ms) * interval '1 millisecond')
from before b
where (a.shard, a.run_id, a.activity_id) between (b.shard, b.run_id, b.activity_id) and (b.shard, b.run_id, b.activity_id)
returning a.activity_id, exists (select from given) as freed
