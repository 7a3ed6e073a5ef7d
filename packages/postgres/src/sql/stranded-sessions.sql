-- Suspended sessions of a worker that has come back on another host, while they hold something of the host where it was; or with another build
-- than they ask for.
select s.shard, s.id, s.run_id, case when s.wanted_build <> $4 then s.wanted_build end as other_build
from baton.session s
where s.shard = any ($3::smallint[]) and s.worker_key = $1 and s.state = 'suspended'
  and (
    s.wanted_build <> $4
    or exists (select from unnest(s.pools) as held (pool) where held.pool like 'host/%' and held.pool <> 'host/' || $2)
  )
