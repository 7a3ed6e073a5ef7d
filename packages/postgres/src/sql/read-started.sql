-- Which of these runs exist: after the answer to their start was lost.
select r.id, r.started_at
from unnest($1::smallint[], $2::uuid[]) as item (shard, id)
join baton.run r on r.shard = item.shard and r.id = item.id
