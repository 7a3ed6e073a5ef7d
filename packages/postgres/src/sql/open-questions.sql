-- Questions that an owner is to answer, and what it must have seen before: messages that were in the run's inbox when the question was
-- asked (ids of both are by the database's clock; a blocked run takes nothing in, and isn't waited for), and the run's latest event.
select
  q.shard, q.id, q.run_id, q.name, q.args,
  exists (
    select from baton.inbox m
    join baton.run r on r.shard = m.shard and r.id = m.run_id
    where m.shard = q.shard and m.run_id = q.run_id and m.id < q.id and m.kind <> 'wake' and r.blocked is null
  ) as behind,
  (
    select h.seq + h.count
    from baton.history h
    where h.shard = q.shard and h.run_id = q.run_id
    order by h.seq desc
    limit 1
  ) as next_seq
from unnest($1::smallint[], $2::text[]) as owned (shard, task_queue)
join baton.question q on q.shard = owned.shard and q.task_queue = owned.task_queue
where q.answer is null and q.expires_at >= now()
order by q.id
limit $3
