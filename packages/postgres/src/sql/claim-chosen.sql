-- Attempts that were chosen among the heads of lanes, with the places that they take: those that nobody has taken meanwhile.
with picked as materialized (
  select c.shard, c.run_id, c.activity_id, item.held
  from unnest($2::smallint[], $3::uuid[], $4::text[], $5::text[]) as item (shard, run_id, activity_id, held)
  join baton.activity c
    on (c.shard, c.run_id, c.activity_id) between (item.shard, item.run_id, item.activity_id) and (item.shard, item.run_id, item.activity_id)
  where
-- include: ready
  for no key update of c skip locked
),
-- include: begin-picked
