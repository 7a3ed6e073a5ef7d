-- Why no worker can go on with a run, or that one can again.
update baton.run
set blocked = $3
where shard = $1 and id = $2 and status = 'running' and blocked is distinct from $3
