-- Why no worker can go on with a run, or that one can again. What an activity that ends its workers has blocked, only its release unblocks.
update baton.run
set blocked = $3
where shard = $1 and id = $2 and closed_at is null and blocked is distinct from $3
  and ($3 is not null or blocked not like '%"code":"POISON"%')
