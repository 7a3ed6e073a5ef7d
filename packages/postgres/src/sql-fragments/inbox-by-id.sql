-- The row of each `item`, found in the order of the key, which tells its index from the other.
  cross join lateral (
    select m.shard, m.id, m.run_id
    from baton.inbox m
    where m.shard = item.shard and m.id between item.id and item.id
    order by m.id
    limit 1
  ) as m
