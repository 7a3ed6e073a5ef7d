-- Moves deadlines on to where heartbeats (or the suspension of their session) have put them, unless the activity has changed meanwhile.
update baton.activity a
set deadline_at = to_timestamp(item.deadline_ms / 1000)
from unnest($1::smallint[], $2::uuid[], $3::text[], $4::integer[], $5::text[], $6::float8[], $7::integer[])
  as item (shard, run_id, activity_id, attempt, state, deadline_ms, epoch)
where (a.shard, a.run_id, a.activity_id) between (item.shard, item.run_id, item.activity_id) and (item.shard, item.run_id, item.activity_id)
  and a.attempt = item.attempt and a.state = item.state and a.epoch = item.epoch
