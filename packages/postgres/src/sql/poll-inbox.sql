-- What waits for an owner, oldest first: a short scan of the key for each shard and queue that it holds.
select i.shard, i.id, i.run_id, i.kind, i.body
from unnest($1::smallint[], $2::text[]) as owned (shard, task_queue)
cross join lateral (
  select m.shard, m.id, m.run_id, m.kind, m.body
  from baton.inbox m
  where m.shard = owned.shard and m.task_queue = owned.task_queue and m.id > $3
  order by m.id
  limit $4
) as i
order by i.id
limit $4
