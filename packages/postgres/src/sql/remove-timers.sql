-- Timers that have fired or were cancelled.
delete from baton.timer t
using unnest($1::smallint[], $2::uuid[], $3::text[]) as item (shard, run_id, timer_id)
where t.shard = item.shard and t.run_id = item.run_id and t.timer_id = item.timer_id
