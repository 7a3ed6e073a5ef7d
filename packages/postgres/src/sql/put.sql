-- A message to a run, with the check that the run is open. `for key share` waits for a run that is closing, and lets one that wants to
-- close wait for us; when it waited, the status is looked at again. Answers what was so.
with run as (
  select r.shard, r.id, r.task_queue
  from baton.run r
  where r.shard = $1 and r.id = $2 and r.closed_at is null
  for key share
),
put as (
  insert into baton.inbox (shard, id, run_id, task_queue, kind, body, dedup_key)
  select run.shard, baton.new_id(), run.id, run.task_queue, $3, $4, $5
  from run
  on conflict (shard, run_id, dedup_key) do nothing
  returning id
)
select
  exists (select from run) as open,
  exists (select from put) as put,
  exists (select from baton.run r where r.shard = $1 and r.id = $2) as known
