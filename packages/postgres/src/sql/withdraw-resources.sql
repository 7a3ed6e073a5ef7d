-- What a worker offered before and doesn't any more.
update baton.reservation
set capacity = used, offered = 0
where worker_key = $1 and resource <> all ($2::text[])
