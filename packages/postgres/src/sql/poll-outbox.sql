-- Messages to other runs that are not delivered yet, oldest first in each shard. From `$3` on (outbox-floor.ts).
select o.shard, o.id, o.from_run, o.body
from unnest($1::smallint[]) as owned (shard)
cross join lateral (
  select m.shard, m.id, m.from_run, m.body
  from baton.outbox m
  where m.shard = owned.shard and m.id >= $3
  order by m.id
  limit $2
) as o
order by o.id
limit $2
