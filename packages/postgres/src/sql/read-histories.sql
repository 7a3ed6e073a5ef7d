-- The histories of many runs: for an owner that takes over.
select h.run_id, h.seq, h.at, h.events
from unnest($1::smallint[], $2::uuid[]) as item (shard, run_id)
join baton.history h on h.shard = item.shard and h.run_id = item.run_id
order by h.run_id, h.seq
