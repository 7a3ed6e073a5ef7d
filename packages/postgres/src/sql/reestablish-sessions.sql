-- The same worker key is back: its suspended sessions are open again in a new epoch, in which what the old one says is refused.
with found as (
  select s.shard, s.id, s.run_id
  from baton.session s
  where s.shard = any ($4::smallint[]) and s.worker_key = $2 and s.state = 'suspended'
),
run as (
  select r.shard, r.id, r.task_queue
  from found f
  join baton.run r on r.shard = f.shard and r.id = f.run_id
  where r.closed_at is null
  order by r.shard, r.id
  for key share of r
),
reopened as (
  update baton.session s
  set
    state = 'open', epoch = s.epoch + 1, worker_id = $1, host_name = $3, suspended_at = null, last_used_at = now(),
    deadline_at = s.expires_at
  from found f
  join run on run.shard = f.shard and run.id = f.run_id
  where s.shard = f.shard and s.id = f.id and s.state = 'suspended'
  returning s.shard, s.id, s.run_id, s.epoch, run.task_queue as run_queue
),
fenced as (
  update baton.activity a
  set epoch = o.epoch
  from reopened o
  cross join unnest($4::smallint[]) as any_shard (shard)
  -- Also those of runs that it was given to.
  where a.shard = any_shard.shard and a.session_id = o.id and a.state <> 'done'
)
insert into baton.inbox (shard, id, run_id, task_queue, kind, body)
select
  o.shard, baton.new_id(), o.run_id, o.run_queue, 'sessionReestablished',
  json_build_object(
    'kind', 'sessionReestablished', 'sessionId', o.id, 'workerId', $1::text, 'hostName', $3::text, 'epoch', o.epoch
  )::text
from reopened o
returning shard
