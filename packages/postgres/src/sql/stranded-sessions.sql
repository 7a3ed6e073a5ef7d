-- Suspended sessions of a worker that has come back on another host, while they hold something of the host where it was.
select s.shard, s.id, s.run_id
from baton.session s
where s.shard = any ($3::smallint[]) and s.worker_key = $1 and s.state = 'suspended'
  and exists (select from unnest(s.pools) as held (pool) where held.pool like 'host/%' and held.pool <> 'host/' || $2)
