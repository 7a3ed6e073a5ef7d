-- Moves deadlines on to where heartbeats have put them, unless the activity has changed meanwhile.
update baton.activity a
set deadline_at = to_timestamp(item.deadline_ms / 1000)
from unnest($1::smallint[], $2::uuid[], $3::text[], $4::integer[], $5::text[], $6::float8[])
  as item (shard, run_id, activity_id, attempt, state, deadline_ms)
where a.shard = item.shard and a.run_id = item.run_id and a.activity_id = item.activity_id
  and a.attempt = item.attempt and a.state = item.state
