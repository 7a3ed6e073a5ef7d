-- Before a run closes: waits for messages that are being put (they hold `for key share`), and makes later ones wait. In the order of the
-- key, as every statement that locks more than one run.
select r.shard, r.id
from unnest($1::smallint[], $2::uuid[]) as item (shard, run_id)
join baton.run r on r.shard = item.shard and r.id = item.run_id
order by r.shard, r.id
for update of r
