-- The latest sessions of all shards, or only those that have ended: each shard gives its latest by their index (`$5` of them); those that wait with their place in
-- the queue.
select
-- include: session-columns
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
