-- Messages that a transition has answered.
delete from baton.inbox i
using unnest($1::smallint[], $2::uuid[]) as item (shard, id)
where i.shard = item.shard and i.id = item.id
