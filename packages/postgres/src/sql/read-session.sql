-- A session by its id.
select s.shard, s.id, s.run_id, s.state, s.task_queue
from baton.session s
where s.shard = $1 and s.id = $2
