-- What a worker offers, for itself and with its host. Sessions that outlived it may hold more than it offers now: then it has no room until they
-- have ended. Of what a host has, the worker that registered last speaks.
insert into baton.reservation as r (worker_key, resource, capacity, offered)
select offer.pool, offer.resource, offer.amount, offer.amount
from unnest($1::text[], $2::text[], $3::bigint[]) as offer (pool, resource, amount)
order by offer.pool, offer.resource
on conflict (worker_key, resource) do update
set capacity = greatest(excluded.offered, r.used), offered = excluded.offered
