-- From now on claims up to `$2` of this worker begin nothing. Waits for those that are being written: each holds a lock on this row.
update baton.worker
set claims_from = greatest(claims_from, $2::integer + 1)
where id = $1 and state in ('active', 'draining') and lease_until >= now()
returning id
