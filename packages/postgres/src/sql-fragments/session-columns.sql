-- What is told of session `s`; of one that waits, its place in the queue, too. `$1` are all shards.
  s.shard, s.id, s.run_id, s.task_queue, s.state, s.epoch, s.worker_id, s.worker_key, s.host_name, s.label, s.options,
  s.requested_at, s.opened_at, s.expires_at, s.closed_at, s.reason,
  case
    when s.state = 'requested'
    then (
      select count(*)
      from baton.session o
      where o.shard = any ($1::smallint[]) and o.state = 'requested' and o.task_queue = s.task_queue
        and (o.requested_at, o.id) <= (s.requested_at, s.id)
    )
  end as position
