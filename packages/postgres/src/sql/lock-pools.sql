-- Counters of a worker and of its host, locked in the order of their key, as everywhere.
select r.worker_key, r.resource
from baton.reservation r
where r.worker_key = any ($1::text[])
order by r.worker_key, r.resource
for update
