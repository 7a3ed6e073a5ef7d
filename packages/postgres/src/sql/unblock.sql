-- Runs that a worker can go on with again, whoever has marked them. What an activity that ends its workers has blocked, only its release unblocks.
update baton.run r
set blocked = null
from unnest($1::smallint[], $2::uuid[]) as item (shard, id)
where r.shard = item.shard and r.id = item.id and r.closed_at is null
  and r.blocked not like '%"code":"POISON"%'
