-- Timers lie in the queue of their run, so that its owner finds them.
insert into baton.timer (shard, run_id, timer_id, task_queue, fire_at)
select item.shard, item.run_id, item.timer_id, r.task_queue, to_timestamp(item.fire_at_ms / 1000)
from unnest($1::smallint[], $2::uuid[], $3::text[], $4::float8[]) as item (shard, run_id, timer_id, fire_at_ms)
join baton.run r on r.shard = item.shard and r.id = item.run_id
