-- Sessions of a run, latest first; those that wait with their place in the queue.
select
-- include: session-columns
from baton.session s
where s.shard = $2 and s.run_id = $3
  and ($4::text is null or s.worker_id = $4)
  and ($5::boolean is null or (s.closed_at is null) = $5)
order by s.requested_at desc, s.id
limit $6
