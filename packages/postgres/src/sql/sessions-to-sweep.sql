-- Sessions whose stored deadline has passed, and all that wait (a request that no worker could ever take need not wait for its deadline),
-- with what the sweep has to know: whether something runs in the session, and its place among those that wait.
select
  s.shard, s.id, s.run_id, s.task_queue, s.state, s.options, s.resources, s.amounts, s.wanted_key, s.requested_at, s.suspended_at, s.last_used_at, s.expires_at,
  now() as now,
  s.state = 'open' and exists (
    -- Of its own run, or of one that it was given to.
    select
    from unnest($2::smallint[]) as any_shard (shard)
    cross join lateral (
      select from baton.activity a where a.shard = any_shard.shard and a.session_id = s.id and a.state <> 'done' limit 1
    ) as running
  ) as used,
  (
    select count(*)
    from baton.session o
    where o.shard = any ($2::smallint[]) and o.state = 'requested' and o.task_queue = s.task_queue
      and (o.requested_at, o.id) <= (s.requested_at, s.id)
  ) as position
from baton.session s
where s.shard = any ($1::smallint[]) and (
  s.state = 'requested' or (s.state in ('open', 'suspended') and s.deadline_at <= now())
)
order by s.requested_at
limit 1000
