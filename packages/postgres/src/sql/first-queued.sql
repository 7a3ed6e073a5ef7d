-- From when on a claim has to look (claim-floor.ts): a little before the first that waits in no lane, of those from `$4` on; what was written so shortly
-- ago that it may not be committed yet counts as waiting. `from`: where the next look begins, so far back that late commits are seen by it.
select
  (least(min(first.available_at), now()) - interval '100 milliseconds')::text as floor,
  (least(min(first.available_at), now()) - interval '5 seconds')::text as "from"
from unnest($1::smallint[]) as s (shard)
cross join unnest($2::text[]) as q (queue)
cross join unnest(array[5, 4, 3, 2, 1]::smallint[]) as p (priority)
cross join lateral (
  select a.available_at
  from baton.activity a
  where a.shard = s.shard and a.queue = q.queue and a.priority = p.priority and a.state = 'queued' and a.lane is null
    and a.name = any ($3::text[]) and a.available_at <= now() and a.available_at >= coalesce($4::timestamptz, '-infinity')
  order by a.available_at
  limit 1
) as first
