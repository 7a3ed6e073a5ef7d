-- Which of these runs are open: after a batch met one that is not. `closed_at is null` says open without naming the state: that would tempt
-- the planner to read all open runs by their partial index.
select r.id
from unnest($1::smallint[], $2::uuid[]) as item (shard, id)
join baton.run r on r.shard = item.shard and r.id = item.id
where r.closed_at is null
