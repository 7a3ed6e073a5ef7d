-- Whether a worker runs something that has been seen to end workers.
select true as found
from baton.activity a
where a.shard = any ($2::smallint[]) and a.worker_id between $1 and $1 and a.state = 'running' and a.losses >= $3
order by a.shard, a.worker_id
limit 1
