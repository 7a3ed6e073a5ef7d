-- What a claim has begun whose answer the worker has not heard. Its attempts begin now: nobody has run them before. After
-- fence-claims.sql in one transaction, but with a snapshot of its own, so nothing of this claim is still to come.
update baton.activity a
set
  started_at = now(),
-- include: attempt-deadline
where a.shard = any ($2::smallint[]) and a.worker_id = $1 and a.state = 'running' and a.claim = $3::integer
-- include: returning-tasks
