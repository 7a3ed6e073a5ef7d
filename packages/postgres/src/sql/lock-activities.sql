-- Before activities close: waits for completions that are being written. After the runs, as everywhere (run, activity, session).
select a.shard, a.run_id, a.activity_id
from unnest($1::smallint[], $2::uuid[], $3::text[]) as item (shard, run_id, activity_id)
join baton.activity a
  on (a.shard, a.run_id, a.activity_id) between (item.shard, item.run_id, item.activity_id) and (item.shard, item.run_id, item.activity_id)
order by item.shard, item.run_id, item.activity_id collate "C"
for update of a
