-- What waits for certain runs, oldest first, by the index that holds their keys (which is why it is asked in its order): for owners that have just
-- read their history.
select i.shard, i.id, i.run_id, i.kind, i.body
from unnest($1::smallint[], $2::uuid[]) as item (shard, run_id)
cross join lateral (
  select m.shard, m.id, m.run_id, m.kind, m.body
  from baton.inbox m
  where m.shard = item.shard and m.run_id = item.run_id
  order by m.dedup_key
  offset 0
) as i
order by i.id
