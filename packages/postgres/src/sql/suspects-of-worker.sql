-- Whether a worker runs something that has been seen to end workers.
select true as found
from baton.activity a
where a.shard = any ($2::smallint[]) and a.worker_id = $1 and a.state = 'running' and a.losses >= $3
limit 1
