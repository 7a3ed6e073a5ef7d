-- A shard whose runs are to be looked at, for one sweeper: others take another one.
select r.shard, r.cursor
from baton.retention r
where r.shard = any ($1::smallint[]) and r.due_at <= now()
order by r.due_at
limit 1
for update skip locked
