-- The same worker key is back, and its process can go on with these: they are open again in a new epoch, in which what the old one says is
-- refused. Run, session, activities, in this order as everywhere. Only what waits in the epoch before: an answer may be late, or repeated.
-- What is appended to the state keeps the planner from reading all in that state, by a partial index, to find some by their keys.
with worker as (
  select w.id, w.key, w.host_name, w.state
  from baton.worker w
  where w.id = $1 and w.state in ('active', 'draining') and w.lease_until >= now()
  for share
),
found as (
  select s.shard, s.id, s.run_id, s.suspended_at, item.epoch
  from worker
  cross join unnest($2::smallint[], $3::text[], $4::integer[]) as item (shard, id, epoch)
  join baton.session s on s.shard = item.shard and s.id = item.id
  where s.worker_key = worker.key and s.state || '' = 'suspended' and s.epoch = item.epoch - 1
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
    state = 'open', epoch = f.epoch, worker_id = worker.id, host_name = worker.host_name, suspended_at = null, last_used_at = now(),
    deadline_at = least(
      s.expires_at, now() + (s.options::jsonb ->> 'idleTimeoutMs')::bigint * interval '1 millisecond'
    )
  from worker
  cross join found f
  join run on run.shard = f.shard and run.id = f.run_id
  where s.shard = f.shard and s.id = f.id and s.run_id = f.run_id and s.state || '' = 'suspended' and s.epoch = f.epoch - 1
  returning s.shard, s.id, s.run_id, s.epoch, f.suspended_at, run.task_queue as run_queue, s.worker_id, s.host_name, worker.state as worker_state
),
fenced as (
  update baton.activity a
  set
    epoch = o.epoch,
    -- What waits to be started waits as if the time of the suspension had not been.
    available_at = case
      when a.state = 'queued' and a.schedule_to_start_ms is not null
      then a.available_at + greatest(interval '0', now() - greatest(o.suspended_at, a.available_at))
      else a.available_at
    end,
    deadline_at = case
      when a.state = 'queued' and a.schedule_to_start_ms is not null and a.poisoned_at is null
      then least(
        a.scheduled_at + a.schedule_to_close_ms * interval '1 millisecond',
        a.available_at + greatest(interval '0', now() - greatest(o.suspended_at, a.available_at))
          + a.schedule_to_start_ms * interval '1 millisecond'
      )
      else a.deadline_at
    end
  from reopened o
  -- Also those of runs that it was given to. Shard by shard (`offset 0`), lest the planner read those of all sessions.
  cross join unnest($5::smallint[]) as any_shard (shard)
  cross join lateral (
    select u.shard, u.run_id, u.activity_id
    from baton.activity u
    where u.shard = any_shard.shard and u.session_id = o.id and u.state <> 'done'
    offset 0
  ) as used
  where (a.shard, a.run_id, a.activity_id) between (used.shard, used.run_id, used.activity_id) and (used.shard, used.run_id, used.activity_id)
    and a.state <> 'done'
)
insert into baton.inbox (shard, id, run_id, task_queue, kind, body)
select
  o.shard, baton.new_id(), o.run_id, o.run_queue, 'sessionReestablished',
  json_build_object(
    'kind', 'sessionReestablished', 'sessionId', o.id, 'workerId', o.worker_id, 'hostName', o.host_name, 'epoch', o.epoch
  )::text
from reopened o
union all
-- Later than those before, also by their ids.
select
  o.shard, baton.new_id(1), o.run_id, o.run_queue, 'sessionDraining',
  json_build_object('kind', 'sessionDraining', 'sessionId', o.id)::text
from reopened o
where o.worker_state = 'draining'
returning shard, kind
