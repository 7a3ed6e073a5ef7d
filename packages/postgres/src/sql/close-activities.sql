-- Activities that a transition closes, with their heartbeat. The places that they held are given back; a run that one of them has blocked is
-- not blocked any more. Answers whether places are free.
with closed as (
  delete from baton.activity a
  using unnest($1::smallint[], $2::uuid[], $3::text[]) as item (shard, run_id, activity_id)
  where (a.shard, a.run_id, a.activity_id) between (item.shard, item.run_id, item.activity_id) and (item.shard, item.run_id, item.activity_id)
  returning a.shard, a.run_id, a.activity_id, a.attempt, a.held, a.poisoned_at
),
beats as (
  delete from baton.heartbeat h
  using unnest($1::smallint[], $2::uuid[], $3::text[]) as item (shard, run_id, activity_id)
  where (h.shard, h.run_id, h.activity_id) between (item.shard, item.run_id, item.activity_id) and (item.shard, item.run_id, item.activity_id)
),
unblocked as (
  update baton.run r
  set blocked = null
  from closed c
  where c.poisoned_at is not null and r.shard = c.shard and r.id = c.run_id and r.blocked like '%"code":"POISON"%'
)
insert into baton.limit_release (shard, counter, run_id, activity_id, attempt)
select c.shard, held.counter, c.run_id, c.activity_id, c.attempt
from closed c
cross join unnest(c.held) as held (counter)
returning true as freed
