-- Lets an activity go on that was stopped because it ended its workers; its run is not blocked by it any more.
with freed as (
  update baton.activity a
  set poisoned_at = null, losses = 0, deaths = null, lane = ltrim(a.lane, e'\x1e'), available_at = now()
  where a.shard = $1 and a.run_id = $2 and a.activity_id = $3 and a.poisoned_at is not null and a.state = 'queued'
  returning a.shard, a.run_id, a.activity_id, a.queue
),
unblocked as (
  update baton.run r
  set blocked = null
  from freed f
  where r.shard = f.shard and r.id = f.run_id and r.closed_at is null and r.blocked like '%"code":"POISON"%'
    and (
      select true
      from baton.activity o
      where o.shard = f.shard and o.run_id = f.run_id and o.poisoned_at is not null and o.activity_id <> f.activity_id
      limit 1
    ) is null
)
select f.queue
from freed f
