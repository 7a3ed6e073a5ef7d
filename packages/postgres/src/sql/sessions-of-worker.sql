-- What a worker holds open.
select s.shard, s.id, s.run_id, s.options
from baton.session s
where s.shard = any ($2::smallint[]) and s.worker_key = $3 and s.worker_id = $1 and s.state = 'open'
