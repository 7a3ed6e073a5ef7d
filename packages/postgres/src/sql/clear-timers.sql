-- The timers of runs that close.
delete from baton.timer t
using unnest($1::smallint[], $2::uuid[]) as item (shard, run_id)
where (t.shard, t.run_id) between (item.shard, item.run_id) and (item.shard, item.run_id)
