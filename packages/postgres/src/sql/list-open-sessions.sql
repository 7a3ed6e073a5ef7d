-- Sessions that have not ended, latest first; those that wait with their place in the queue. By their index of deadlines, which has no others.
select
-- include: session-columns
from baton.session s
where s.shard = any ($1::smallint[]) and s.state in ('requested', 'open', 'suspended')
  and ($2::text is null or s.worker_id = $2)
order by s.requested_at desc, s.id
limit $3
