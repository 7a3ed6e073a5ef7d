-- Why something was refused.
select
  r.status as run_status, a.state, a.attempt, a.epoch, a.outcome, a.completion_key, a.cancel_requested
from baton.run r
left join baton.activity a on a.shard = r.shard and a.run_id = r.id and a.activity_id = $3
where r.shard = $1 and r.id = $2
