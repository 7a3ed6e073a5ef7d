-- A message that has arrived.
delete from baton.outbox
where shard = $1 and id = $2
