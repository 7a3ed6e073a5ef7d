-- The lanes in which something waits, by a loose scan of their index: one look-up for each lane of each shard and queue, however long it is.
-- `$3` bounds how many are looked at; callers begin at another shard each time.
with recursive lane as (
  select
    s.shard, q.queue,
    (
      select a.lane
      from baton.activity a
      where a.shard = s.shard and a.queue = q.queue and a.state = 'queued' and a.lane is not null and a.poisoned_at is null
      order by a.lane
      limit 1
    ) as lane
  from unnest($1::smallint[]) as s (shard)
  cross join unnest($2::text[]) as q (queue)
  where (
    select true
    from unnest($2::text[]) as of (queue)
    cross join lateral (
      select
      from baton.activity e
      where e.shard = any ($1::smallint[]) and e.queue = of.queue and e.state = 'queued' and e.lane is not null and e.poisoned_at is null
      order by e.shard, e.lane
      limit 1
    ) as any_lane
    limit 1
  )
  union all
  select
    l.shard, l.queue,
    (
      select a.lane
      from baton.activity a
      where a.shard = l.shard and a.queue = l.queue and a.state = 'queued' and a.lane is not null and a.poisoned_at is null
        and a.lane > l.lane
      order by a.lane
      limit 1
    )
  from lane l
  where l.lane is not null
)
select shard, queue, lane
from lane
where lane is not null
limit $3
