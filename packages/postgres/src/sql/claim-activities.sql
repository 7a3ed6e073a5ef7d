-- Attempts for a worker, of what is in no lane. Each priority, shard and queue is asked in turn, in the order of its index, until the limit is
-- reached: the nested loop locks no row that it doesn't return. A priority in which nothing waits costs one look at the index for all
-- shards. Priorities come first; the shards come in another order each time, so that none is starved. SKIP LOCKED, so that workers don't
-- queue behind each other's rows.
-- The worker's row is locked only if there is something to take: a worker that has just been declared lost takes nothing.
with picked as materialized (
  select a.shard, a.run_id, a.activity_id
  from (
    select p.priority, s.shard, q.queue
    from unnest(array[5, 4, 3, 2, 1]::smallint[]) as p (priority)
    cross join unnest($2::smallint[]) with ordinality as s (shard, place)
    cross join unnest($3::text[]) as q (queue)
    where (
      select true
      from baton.activity e
      where e.shard = any ($2::smallint[]) and e.queue = any ($3::text[]) and e.priority = p.priority and e.state = 'queued'
        and e.lane is null and e.available_at <= now()
      limit 1
    )
    order by p.priority desc, s.place
  ) as look
  cross join lateral (
    select c.shard, c.run_id, c.activity_id
    from baton.activity c
    where c.shard = look.shard and c.queue = look.queue and c.priority = look.priority and c.state = 'queued' and c.lane is null
      and c.available_at <= now() and c.name = any ($4::text[]) and c.cancel_requested is null
      and (
        c.session_id is null
        or exists (
          select from baton.session open
          where open.shard = c.session_shard and open.id = c.session_id and open.state = 'open' and open.worker_id = $1
        )
      )
    order by c.available_at
    limit $5
    for no key update skip locked
  ) as a
  limit $5
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
