-- What stands at the places that a batch wanted to append to: after a conflict to find who was late, after a lost answer to find
-- whether it was written.
select h.shard, h.run_id, h.seq, h.at, h.events
from unnest($1::smallint[], $2::uuid[], $3::integer[]) as item (shard, run_id, seq)
join baton.history h on h.shard = item.shard and h.run_id = item.run_id and h.seq = item.seq
