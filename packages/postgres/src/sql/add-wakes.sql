-- A wake row stands while a run has work that only its owner's memory knows; it lies in the queue of its run.
insert into baton.inbox (shard, id, run_id, task_queue, kind, body)
select item.shard, item.id, item.run_id, r.task_queue, 'wake', ''
from unnest($1::smallint[], $2::uuid[], $3::uuid[]) as item (shard, run_id, id)
join baton.run r on r.shard = item.shard and r.id = item.run_id
on conflict (shard, id) do nothing
