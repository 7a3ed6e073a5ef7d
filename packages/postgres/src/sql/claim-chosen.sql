-- Attempts that were chosen among the heads of lanes, with the places that they take: those that nobody has taken meanwhile. The same as
-- claim-activities.sql otherwise.
with picked as materialized (
  select c.shard, c.run_id, c.activity_id, item.held
  from unnest($2::smallint[], $3::uuid[], $4::text[], $5::text[]) as item (shard, run_id, activity_id, held)
  join baton.activity c on c.shard = item.shard and c.run_id = item.run_id and c.activity_id = item.activity_id
  where c.state = 'queued' and c.available_at <= now() and c.cancel_requested is null and c.poisoned_at is null
  for no key update of c skip locked
),
live as materialized (
  select w.id
  from baton.worker w
  where w.id = $1 and w.state in ('active', 'draining') and w.lease_until >= now() and exists (select from picked)
  for share
)
update baton.activity a
set
  state = 'running',
  attempt = a.attempt + 1,
  worker_id = live.id,
  started_at = now(),
  async_at = null,
  held = coalesce(p.held::text[], '{}'),
  deadline_at = least(
    a.scheduled_at + a.schedule_to_close_ms * interval '1 millisecond',
    now() + least(a.start_to_close_ms, a.heartbeat_ms) * interval '1 millisecond'
  )
from picked p
cross join live
where a.shard = p.shard and a.run_id = p.run_id and a.activity_id = p.activity_id and a.state = 'queued'
returning
  a.shard, a.run_id, a.activity_id, a.name, a.input, a.options, a.workflow, a.workflow_id, a.attempt, a.session_id, a.session_shard,
  a.epoch, a.priority, a.available_at, a.scheduled_at, a.started_at, a.last_failure,
  (
    select h.details from baton.heartbeat h
    where h.shard = a.shard and h.run_id = a.run_id and h.activity_id = a.activity_id
  ) as checkpoint
