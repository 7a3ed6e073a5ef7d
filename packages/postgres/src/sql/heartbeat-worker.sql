-- The one statement that keeps a worker alive: renews its lease, gives up shards beyond its fair share, takes free ones up to it. When all
-- is settled it writes nothing but the lease. Free shards are taken in random order, lest two that start at once fight for the same.
with renewed as (
  update baton.worker w
  set lease_until = clock_timestamp() + w.lease_ms * interval '1 millisecond'
  where w.id = $1 and w.state in ('active', 'draining')
  returning w.task_queues, w.owns_runs and w.state = 'active' as may_own
),
fair as (
  select
    q.name,
    case
      when r.may_own
      then ceil($2::numeric / greatest(1, (
        select count(*)
        from baton.worker o
        where o.owns_runs and o.state = 'active' and q.name = any (o.task_queues) and (o.lease_until >= now() or o.id = $1)
      )))
      else 0
    end as shards
  from renewed r
  cross join unnest(r.task_queues) as q (name)
),
mine as (
  select l.task_queue, l.shard, l.epoch, row_number() over (partition by l.task_queue order by l.shard) <= f.shards as kept
  from baton.shard_lease l
  join fair f on f.name = l.task_queue
  where l.worker_id = $1
),
given as (
  update baton.shard_lease l
  set worker_id = null
  from mine m
  where not m.kept and l.task_queue = m.task_queue and l.shard = m.shard and l.worker_id = $1
),
free as (
  select
    f.name as task_queue, s.shard,
    row_number() over (partition by f.name order by random())
      <= f.shards - (select count(*) from mine m where m.task_queue = f.name) as wanted
  from fair f
  cross join generate_series(0, $2::integer - 1) as s (shard)
  where not exists (
    select
    from baton.shard_lease l
    join baton.worker o on o.id = l.worker_id
    where l.task_queue = f.name and l.shard = s.shard and o.state in ('active', 'draining') and (o.lease_until >= now() or o.id = $1)
  )
),
taken as (
  insert into baton.shard_lease as l (task_queue, shard, worker_id, epoch)
  select task_queue, shard, $1, 1
  from free
  where wanted
  order by task_queue, shard
  on conflict (task_queue, shard) do update
  set worker_id = excluded.worker_id, epoch = l.epoch + 1
  where not exists (
    select from baton.worker o where o.id = l.worker_id and o.state in ('active', 'draining') and o.lease_until >= now()
  )
  returning task_queue, shard, epoch
),
held as (
  select task_queue, shard, epoch from mine where kept
  union all
  select task_queue, shard, epoch from taken
)
select
  clock_timestamp() as now,
  exists (select from renewed) as held,
  coalesce((select array_agg(task_queue order by task_queue, shard) from held), '{}') as task_queues,
  coalesce((select array_agg(shard::integer order by task_queue, shard) from held), '{}') as shards,
  coalesce((select array_agg(epoch order by task_queue, shard) from held), '{}') as epochs
