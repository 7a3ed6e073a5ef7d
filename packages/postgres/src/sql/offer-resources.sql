-- What a worker offers. Sessions that outlived it may hold more than it offers now: then it has no room until they end.
insert into baton.reservation as r (worker_key, resource, capacity)
select $1, offer.resource, offer.capacity
from unnest($2::text[], $3::bigint[]) as offer (resource, capacity)
order by offer.resource
on conflict (worker_key, resource) do update
set capacity = greatest(excluded.capacity, r.used)
