-- What a worker offers. Sessions that outlived it may hold more than it offers now: then it has no room until they have ended.
insert into baton.reservation as r (worker_key, resource, capacity, offered)
select $1, offer.resource, offer.amount, offer.amount
from unnest($2::text[], $3::bigint[]) as offer (resource, amount)
order by offer.resource
on conflict (worker_key, resource) do update
set capacity = greatest(excluded.offered, r.used), offered = excluded.offered
