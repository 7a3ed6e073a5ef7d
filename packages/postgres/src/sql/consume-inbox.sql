-- Messages that a transition has answered.
delete from baton.inbox i
using unnest($1::smallint[], $2::uuid[]) as item (shard, id)
where (i.shard, i.id) between (item.shard, item.id) and (item.shard, item.id)
