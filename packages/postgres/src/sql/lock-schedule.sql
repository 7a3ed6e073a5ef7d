-- A schedule for somebody who asks for a run now: waits for whoever is looking at it.
select
  s.id, s.workflow, s.design_id, s.design_version, s.task_queue, s.input, s.run_timeout_ms, s.spec, s.overlap, s.catch_up_ms, s.remaining,
  s.next_tick_at, s.buffered, coalesce(to_timestamp($2::float8 / 1000), clock_timestamp()) as now
from baton.schedule s
where s.id = $1
for update
