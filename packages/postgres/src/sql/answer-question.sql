-- The first answer stands.
update baton.question
set answer = $3
where shard = $1 and id = $2 and answer is null
returning id
