-- A worker drains (takes nothing new) or stops; its shards are free for others.
with released as (
  update baton.worker
  set state = $2
  where id = $1 and state in ('active', 'draining')
  returning id, key
),
freed as (
  update baton.shard_lease l
  set worker_id = null
  from released r
  where l.worker_id = r.id
)
select r.key
from released r
