-- What became of ticks. Ids rise in the order of the rows: the last action is the one with the greatest id.
insert into baton.schedule_action (
  schedule_id, id, origin, outcome, tick_at, until_at, count, shard, run_id, workflow_id, open, by, message, key
)
select
  $1, baton.new_id(s.place::integer), s.origin, s.outcome, to_timestamp(s.tick_ms / 1000), to_timestamp(s.until_ms / 1000), s.count,
  s.shard, s.run_id, s.workflow_id, s.outcome = 'started', s.by, s.message, s.key
from unnest(
  $2::text[], $3::text[], $4::float8[], $5::float8[], $6::integer[], $7::smallint[], $8::uuid[], $9::text[], $10::text[], $11::text[],
  $12::text[]
) with ordinality as s (
  origin, outcome, tick_ms, until_ms, count, shard, run_id, workflow_id, by, message, key, place
)
