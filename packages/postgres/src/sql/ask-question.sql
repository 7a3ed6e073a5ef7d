-- Puts a question before the owner of a run, once for each id. Those of the shard that nobody took the answer of go on this occasion: so
-- nothing has to sweep a table that is empty most of the time.
with forgotten as (
  delete from baton.question f
  where f.shard = $1 and f.id in (
    select q.id
    from baton.question q
    where q.shard = $1 and q.expires_at < now()
    limit 100
    for update skip locked
  )
)
insert into baton.question (shard, id, run_id, task_queue, name, args, expires_at)
values ($1, coalesce($2, baton.new_id()), $3, $4, $5, $6, now() + $7::float8 * interval '1 millisecond')
on conflict (shard, id) do nothing
returning id
