-- The first of what is in no lane, as candidates beside the heads of lanes: claim-activities.sql without its locks.
select a.shard, a.run_id, a.activity_id, look.queue, a.name, look.priority, a.available_at
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
  select c.shard, c.run_id, c.activity_id, c.name, c.available_at
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
) as a
limit $5
