-- What a worker runs.
select a.shard, a.run_id, a.activity_id, a.attempt, a.epoch, a.options, a.scheduled_at, a.started_at, s.state as session_state, now() as now
from baton.activity a
left join baton.session s on s.shard = a.session_shard and s.id = a.session_id
where a.shard = any ($2::smallint[]) and a.worker_id = $1 and a.state = 'running'
