-- The rows of runs whose workflow id is free. `on conflict` waits for a concurrent start of the same id to commit, and then leaves it the place. With
-- `reject`, a closed run keeps the id, too.
insert into baton.run (
  shard, id, started_at, workflow_id, workflow, task_queue, design_id, design_version, parent_run_id, started_by, attributes,
  reset_from
)
select
  s.shard, s.id, date_trunc('milliseconds', now()), s.workflow_id, s.workflow, s.task_queue, s.design_id, s.design_version,
  s.parent_run_id, s.started_by, s.attributes::jsonb, s.reset_from
from unnest(
  $1::smallint[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::integer[], $8::uuid[], $9::text[], $10::text[],
  $11::boolean[], $12::uuid[]
) as s (
  shard, id, workflow_id, workflow, task_queue, design_id, design_version, parent_run_id, started_by, attributes, reject, reset_from
)
where not s.reject
  or not exists (select from baton.run r where r.shard = s.shard and r.workflow_id = s.workflow_id)
on conflict do nothing
