-- The lease alone: one row by its key. Sent often, so that a process that is held up for most of its lease doesn't lose it; what it owns is
-- looked after by `heartbeat-worker.sql`, less often.
with renewed as (
  update baton.worker w
  set lease_until = clock_timestamp() + w.lease_ms * interval '1 millisecond'
  where w.id = $1 and w.state in ('active', 'draining')
  returning w.id
)
select clock_timestamp() as now, exists (select from renewed) as held
