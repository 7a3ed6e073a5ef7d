-- The answer to a question, once.
delete from baton.question
where shard = $1 and id = $2 and answer is not null
returning answer
