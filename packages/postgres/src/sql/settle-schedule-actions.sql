-- The open runs of a schedule. What has ended is marked, so that it is not asked for again. A run that continues as new keeps its workflow id.
with settled as (
  update baton.schedule_action a
  set open = false
  where a.schedule_id = $1
    and a.open
    and not exists (
      select from baton.run r
      where r.shard = a.shard and r.workflow_id = a.workflow_id and r.status = 'running'
    )
)
select r.shard, r.id as run_id
from baton.schedule_action a
join baton.run r on r.shard = a.shard and r.workflow_id = a.workflow_id and r.status = 'running'
where a.schedule_id = $1 and a.open
