-- Attempts for a worker, of what is in no lane. The nested loop locks no row that it doesn't return. SKIP LOCKED, so that workers don't
-- queue behind each other's rows.
with picked as materialized (
  select a.shard, a.run_id, a.activity_id, null::text as held
-- include: plain-rows
    for no key update skip locked
  ) as a
  limit $5
),
-- include: begin-picked
