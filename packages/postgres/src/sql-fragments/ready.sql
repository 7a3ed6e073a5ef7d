-- What may be begun now: of `c`, by worker `$1`. This is the one place that says so. The session is asked for by a scalar subquery, since one
-- under `exists` may be planned to read all sessions.
c.state = 'queued' and c.available_at <= now() and c.cancel_requested is null and c.poisoned_at is null
and (
  c.session_id is null
  or (
    select open.state = 'open' and open.worker_id = $1
    from baton.session open
    where open.shard = c.session_shard and open.id between c.session_id and c.session_id
    order by open.id
  )
)
