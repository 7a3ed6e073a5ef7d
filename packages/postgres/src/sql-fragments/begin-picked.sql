-- Begins the attempts of `picked`, as claim `$6` of worker `$1`. The worker's row is locked only if there is something to take: one that has just
-- been declared lost takes nothing, and so does a claim that was given up (recover-claim.sql) before it came here.
live as materialized (
  select w.id
  from baton.worker w
  where w.id = $1 and w.state in ('active', 'draining') and w.lease_until >= now() and (w.claims_from > $6::integer) is not true
    and exists (select from picked)
  for share
)
update baton.activity a
set
  state = 'running',
  attempt = a.attempt + 1,
  worker_id = live.id,
  claim = $6::integer,
  started_at = now(),
  async_at = null,
  held = coalesce(p.held::text[], '{}'),
-- include: attempt-deadline
from picked p
cross join live
where (a.shard, a.run_id, a.activity_id) between (p.shard, p.run_id, p.activity_id) and (p.shard, p.run_id, p.activity_id)
  and a.state = 'queued'
-- include: returning-tasks
