-- The first in each lane, at most `$5` of each priority: candidates, nothing is locked. `$1` is the worker that asks.
select c.shard, c.run_id, c.activity_id, look.queue, look.lane, c.priority, c.available_at
from unnest($2::smallint[], $3::text[], $4::text[]) as look (shard, queue, lane)
cross join unnest(array[5, 4, 3, 2, 1]::smallint[]) as p (priority)
cross join lateral (
  select a.shard, a.run_id, a.activity_id, a.priority, a.available_at
  from baton.activity a
  where a.shard = look.shard and a.queue = look.queue and a.lane = look.lane and a.priority = p.priority and a.state = 'queued'
    and a.lane is not null and a.poisoned_at is null and a.available_at <= now() and a.cancel_requested is null
    and (
      a.session_id is null
      or exists (
        select from baton.session open
        where open.shard = a.session_shard and open.id = a.session_id and open.state = 'open' and open.worker_id = $1
      )
    )
  order by a.available_at
  limit $5
) as c
