-- The append that is the lock: a second row at the same (shard, run, seq) violates the primary key and undoes the whole batch.
-- No `on conflict`: a loser must not go on with its other effects. A run that is closed (or was never there) gives a null, which violates
-- the column, with the same effect: a closed run never changes. Alone it is the whole transaction of most steps.
-- The texts come as one, with a character between them that JSON never has: as an array literal they cost both sides twice as much.
-- Rows come ordered by key, so that two flushers that meet wait for each other instead of deadlocking.
insert into baton.history (at, seq, count, shard, run_id, events)
select
  to_timestamp(item.at_ms / 1000), item.seq, item.count, item.shard, item.run_id,
  case when r.status = 'running' then item.events end
from unnest($1::float8[], $2::integer[], $3::integer[], $4::smallint[], $5::uuid[], string_to_array($6::text, e'\x1e'))
  as item (at_ms, seq, count, shard, run_id, events)
left join baton.run r on r.shard = item.shard and r.id = item.run_id
