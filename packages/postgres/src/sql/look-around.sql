-- Where a worker may have something to do: what makes up for lost hints, and when what nobody hints at is due. Each part is a few look-ups
-- at the beginning of an index, whatever lies behind it. Asked about once a second by each process, instead of ten statements.
-- `$2` and `$3` are the owned shards and their queues, `$4` the owned shards, `$5` all shards. While much waits to be cleaned up, `$11` and `$12` to `$13`
-- bound what would pass over it (claim-floor.ts, deadline-floor.ts), as does `$14` (outbox-floor.ts). With `$10` the worker's lease is renewed on the
-- way, as by renew-lease.sql: when all else is answered, so that nobody waits for the row longer than for that.
with renewed as (
  update baton.worker w
  set lease_until = clock_timestamp() + w.lease_ms * interval '1 millisecond'
  where $10 and w.id = $1 and w.state in ('active', 'draining')
  returning w.id
)
select
  exists (
    select
    from unnest($2::smallint[], $3::text[]) as owned (shard, task_queue)
    cross join lateral (
      select from baton.inbox m where m.shard = owned.shard and m.task_queue = owned.task_queue and m.id > $6 order by m.id limit 1
    ) as i
  ) as inbox,
  exists (
    select from unnest($4::smallint[]) as s (shard) cross join lateral (
      select from baton.outbox m where m.shard = s.shard and m.id >= $14 order by m.id limit 1
    ) as o
  ) as outbox,
  (
    select true
    from baton.cancel_request c
    where c.shard = any ($5::smallint[]) and c.worker_id between $1 and $1
    order by c.shard, c.worker_id
    limit 1
  ) is true as cancels,
  array(
    select q.queue
    from unnest($7::text[], $11::timestamptz[]) as q (queue, available_from)
    where exists (
      select
      from unnest(array[5, 4, 3, 2, 1]::smallint[]) as p (priority)
      cross join lateral (
        select
        from baton.activity a
        where a.shard = any ($5::smallint[]) and a.queue = q.queue and a.priority = p.priority and a.state = 'queued' and a.lane is null
          and a.available_at <= now() and a.available_at >= coalesce(q.available_from, '-infinity') and a.name = any ($8::text[])
          and a.cancel_requested is null
        order by a.shard, a.available_at
        limit 1
      ) as plain
    ) or exists (
      -- Shard by shard, lest the planner read the lanes of all queues at once. `is true` keeps the time out of the condition on the index,
      -- which would make that seem dearer than to read the shard.
      select
      from unnest($5::smallint[]) as s (shard)
      cross join lateral (
        select
        from baton.activity a
        where a.shard = s.shard and a.queue = q.queue and a.state = 'queued' and a.lane is not null and a.poisoned_at is null
          and (a.available_at <= now()) is true and a.name = any ($8::text[])
        order by a.lane
        limit 1
      ) as in_lane
    )
  ) as queues,
  exists (
    select
    from unnest($5::smallint[]) as s (shard)
    cross join unnest($9::text[]) as q (queue)
    cross join lateral (
      select
      from baton.session r
      where r.shard = s.shard and r.task_queue = q.queue and r.state = 'requested'
      order by r.requested_at
      limit 1
    ) as waiting
  ) as sessions,
  exists (
    select
    from unnest($5::smallint[]) as s (shard)
    cross join lateral (
      select
      from baton.session r
      where r.shard = s.shard and r.worker_key = (select w.key from baton.worker w where w.id = $1) and r.suspended_at is not null
      limit 1
    ) as waiting
  ) as returns,
  (select count(*) || ' ' || coalesce(max(r.updated_at)::text, '') from baton.limit_rule r) as limits,
  (
    select min(d.deadline_at)
    from unnest($4::smallint[]) as s (shard)
    cross join lateral (
      select a.deadline_at
      from baton.activity a
      where a.shard = s.shard and a.deadline_at is not null and a.state <> 'done'
        and a.deadline_at between to_timestamp($12::float8 / 1000) and to_timestamp($13::float8 / 1000)
      order by a.deadline_at
      limit 1
    ) as d
  ) as activities_at,
  least(
    (
      select min(d.deadline_at)
      from unnest($4::smallint[]) as s (shard)
      cross join lateral (
        select e.deadline_at
        from baton.session e
        where e.shard = s.shard and e.state in ('requested', 'open', 'suspended')
        order by e.deadline_at
        limit 1
      ) as d
    ),
    -- A request is looked at again and again: the workers that could take it come and go.
    case
      when exists (
        select
        from unnest($4::smallint[]) as s (shard)
        cross join lateral (select from baton.session e where e.shard = s.shard and e.state = 'requested' order by e.task_queue limit 1) as r
      )
      then now()
    end
  ) as sessions_at,
  least(
    (select min(w.lease_until) from baton.worker w where w.state in ('active', 'draining')),
    (
      select max(now())
      from baton.worker w
      where w.state in ('lost', 'stopped') and (w.cleared_at is null or w.cleared_at > now() - interval '1 minute')
    )
  ) as workers_at,
  pg_stat_get_dead_tuples('baton.activity'::regclass) as dead,
  clock_timestamp() as now,
  case when $10 then exists (select from renewed) end as held
