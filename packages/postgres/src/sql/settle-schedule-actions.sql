-- The open runs of a schedule. What has ended is marked, so that it is not asked for again. A run that continues as new keeps its workflow id.
-- Both look-ups are subqueries of a row, never joins: a join of tables that look small may be planned as a reading of all open runs.
with settled as (
  update baton.schedule_action a
  set open = false
  where a.schedule_id = $1
    and a.open
    and (
      select r.id from baton.run r
      where r.shard = a.shard and r.workflow_id between a.workflow_id and a.workflow_id and r.status = 'running'
      order by r.workflow_id
      limit 1
    ) is null
)
select r.shard, r.id as run_id
from baton.schedule_action a
cross join lateral (
  select o.shard, o.id
  from baton.run o
  where o.shard = a.shard and o.workflow_id between a.workflow_id and a.workflow_id and o.status = 'running'
  order by o.workflow_id
  limit 1
) as r
where a.schedule_id = $1 and a.open
