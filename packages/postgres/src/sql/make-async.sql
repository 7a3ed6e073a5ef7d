-- The attempt stays open after its handler has returned. The deadline may come out too early; the sweep sets it right.
update baton.activity a
set
  state = 'async',
  async_at = coalesce(a.async_at, now()),
  deadline_at = least(a.deadline_at, now() + least(a.async_timeout_ms, a.async_heartbeat_ms) * interval '1 millisecond')
from baton.run r
where a.shard = $1 and a.run_id = $2 and a.activity_id = $3 and a.state in ('running', 'async')
  and ($4::integer is null or a.attempt = $4)
  and ($5::integer is null or a.epoch = $5)
  and r.shard = a.shard and r.id = a.run_id and r.status = 'running'
returning a.activity_id
