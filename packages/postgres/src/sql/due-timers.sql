-- Timers of an owner's runs that fire until an instant, soonest first.
select t.shard, t.run_id, t.timer_id, t.fire_at
from unnest($1::smallint[], $2::text[]) as owned (shard, task_queue)
cross join lateral (
  select d.shard, d.run_id, d.timer_id, d.fire_at
  from baton.timer d
  where d.shard = owned.shard and d.task_queue = owned.task_queue and d.fire_at <= to_timestamp($3::float8 / 1000)
  order by d.fire_at
  limit $4
) as t
order by t.fire_at
limit $4
