-- The first in each lane, at most `$5` of each priority: candidates, nothing is locked. `$1` is the worker that asks.
select a.shard, a.run_id, a.activity_id, look.queue, look.lane, a.priority, a.available_at
from unnest($2::smallint[], $3::text[], $4::text[]) as look (shard, queue, lane)
cross join unnest(array[5, 4, 3, 2, 1]::smallint[]) as p (priority)
cross join lateral (
  select c.shard, c.run_id, c.activity_id, c.priority, c.available_at
  from baton.activity c
  where c.shard = look.shard and c.queue = look.queue and c.lane = look.lane and c.priority = p.priority and c.lane is not null
    and
-- include: ready
  order by c.available_at
  limit $5
) as a
