-- The timers of runs that close.
delete from baton.timer t
using unnest($1::smallint[], $2::uuid[]) as item (shard, run_id)
where t.shard = item.shard and t.run_id = item.run_id
