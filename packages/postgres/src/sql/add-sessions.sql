-- Sessions that wait for a worker. The deadline is the creation timeout's, a total bound from the request.
insert into baton.session (
  shard, id, run_id, task_queue, wanted_key, label, options, resources, amounts, requested_at, deadline_at, wanted_build
)
select
  s.shard, s.id, s.run_id, s.task_queue, s.wanted_key, s.label, s.options, s.resources::text[], s.amounts::bigint[],
  to_timestamp(s.requested_ms / 1000), to_timestamp((s.requested_ms + s.creation_ms) / 1000), s.wanted_build
from unnest(
  $1::smallint[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::float8[],
  $11::float8[], $12::text[]
) as s (shard, id, run_id, task_queue, wanted_key, label, options, resources, amounts, requested_ms, creation_ms, wanted_build)
