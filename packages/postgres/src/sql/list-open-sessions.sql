-- Sessions that have not ended, latest first; those that wait with their place in the queue. By their index of deadlines, which has no others.
select
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
from baton.session s
where s.shard = any ($1::smallint[]) and s.state in ('requested', 'open', 'suspended')
  and ($2::text is null or s.worker_id = $2)
order by s.requested_at desc, s.id
limit $3
