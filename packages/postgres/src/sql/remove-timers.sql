-- Timers that have fired or were cancelled.
delete from baton.timer t
using unnest($1::smallint[], $2::uuid[], $3::text[]) as item (shard, run_id, timer_id)
where (t.shard, t.run_id, t.timer_id) between (item.shard, item.run_id, item.timer_id) and (item.shard, item.run_id, item.timer_id)
