-- What this worker held has been given back. The first time counts.
with freed as (
  update baton.shard_lease
  set worker_id = null
  where worker_id = $1
),
forgotten as (
  delete from baton.cancel_request
  where shard = any ($2::smallint[]) and worker_id = $1
)
update baton.worker
set cleared_at = now()
where id = $1 and state in ('lost', 'stopped') and cleared_at is null
