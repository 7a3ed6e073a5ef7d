-- What waits for certain runs, oldest first, by the index that holds their keys: for owners that have just read their history.
select i.shard, i.id, i.run_id, i.kind, i.body
from unnest($1::smallint[], $2::uuid[]) as item (shard, run_id)
join baton.inbox i on (i.shard, i.run_id) between (item.shard, item.run_id) and (item.shard, item.run_id)
order by i.id
