-- Which of these runs are open: after a batch met one that is not.
select r.id
from unnest($1::smallint[], $2::uuid[]) as item (shard, id)
join baton.run r on r.shard = item.shard and r.id = item.id
where r.status = 'running'
