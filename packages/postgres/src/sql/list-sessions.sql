-- The latest sessions of all shards, or only those that have ended: each shard gives its latest by their index (`$5` of them); those that wait with their place in
-- the queue.
select
  s.shard, s.id, s.run_id, s.task_queue, s.state, s.epoch, s.worker_id, s.worker_key, s.host_name, s.label, s.options,
  s.requested_at, s.opened_at, s.expires_at, s.closed_at, s.reason,
  case
    when s.state = 'requested'
    then (
      select count(*)
      from baton.session o
      where o.shard = any ($1::smallint[]) and o.state = 'requested' and o.task_queue = s.task_queue
        and (o.requested_at, o.id) <= (s.requested_at, s.id)
    )
  end as position
from unnest($1::smallint[]) as place (shard)
cross join lateral (
  select n.*
  from baton.session n
  where n.shard = place.shard
    and ($2::text is null or n.worker_id = $2)
    and ($3::boolean is null or (n.closed_at is null) = $3)
  order by n.requested_at desc
  limit $5
) as s
order by s.requested_at desc, s.id
limit $4
