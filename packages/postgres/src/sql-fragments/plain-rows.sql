-- Of what is in no lane, at most `$5` of each priority, shard (`$2`) and queue (`$3`), each in the order of its index. A priority of a queue in
-- which nothing waits costs one look at the index for all shards (queue by queue, lest the planner take another index). Priorities come
-- first; callers give the shards in another order each time, so that none is starved. From `$7` on, where there is one (claim-floor.ts). Left
-- open, so that a lock can be added.
from (
  select p.priority, s.shard, q.queue
  from unnest(array[5, 4, 3, 2, 1]::smallint[]) as p (priority)
  cross join unnest($3::text[]) as q (queue)
  cross join unnest($2::smallint[]) with ordinality as s (shard, place)
  where (
    select true
    from baton.activity e
    where e.shard = any ($2::smallint[]) and e.queue = q.queue and e.priority = p.priority and e.state = 'queued'
      and e.lane is null and e.available_at <= now() and e.available_at >= coalesce($7::timestamptz, '-infinity')
    order by e.shard, e.available_at
    limit 1
  )
  order by p.priority desc, s.place
) as look
cross join lateral (
  select c.shard, c.run_id, c.activity_id, c.name, c.available_at
  from baton.activity c
  where c.shard = look.shard and c.queue = look.queue and c.priority = look.priority and c.lane is null and c.name = any ($4::text[])
    and c.available_at >= coalesce($7::timestamptz, '-infinity')
    and
-- include: ready
  order by c.available_at
  limit $5
