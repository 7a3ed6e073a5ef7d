-- What other live workers of this one's host might open: requests that have waited so long that they are not overtaken any more.
select w.id, w.shard, w.task_queue, w.wanted_key, w.wanted_build, w.requested_at, w.resources, w.amounts
from unnest($1::smallint[]) as s (shard)
cross join unnest($2::text[]) as q (queue)
cross join lateral (
  select o.id, o.shard, o.task_queue, o.wanted_key, o.wanted_build, o.requested_at, o.resources, o.amounts
  from baton.session o
  where o.shard = s.shard and o.task_queue = q.queue and o.state = 'requested'
    and o.requested_at < now() - $3::integer * interval '1 millisecond'
  order by o.requested_at
  limit $4
) as w
order by w.requested_at, w.id
limit $4
