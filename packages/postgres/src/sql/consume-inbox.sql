-- Messages that a transition has answered. They are found by their key first, so that both the key and the run are known, each of which finds them
-- by one of the indexes, whichever is taken.
delete from baton.inbox i
using (
  select m.shard, m.id, m.run_id
  from unnest($1::smallint[], $2::uuid[]) as item (shard, id)
-- include: inbox-by-id
) as found
where i.shard = any (array[found.shard]) and i.id = found.id and i.run_id = found.run_id
