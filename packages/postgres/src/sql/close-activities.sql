-- Activities that a transition closes, with their heartbeat.
with closed as (
  delete from baton.activity a
  using unnest($1::smallint[], $2::uuid[], $3::text[]) as item (shard, run_id, activity_id)
  where a.shard = item.shard and a.run_id = item.run_id and a.activity_id = item.activity_id
)
delete from baton.heartbeat h
using unnest($1::smallint[], $2::uuid[], $3::text[]) as item (shard, run_id, activity_id)
where h.shard = item.shard and h.run_id = item.run_id and h.activity_id = item.activity_id
