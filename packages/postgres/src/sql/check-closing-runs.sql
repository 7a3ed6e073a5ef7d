-- With the runs locked, and a snapshot taken after that: which are still open, which have messages that their closing transition has not
-- consumed (if it is one that code decided), and what there is to clear away. Wake rows are no messages. `consumed` holds an array
-- literal for each run.
select
  item.run_id,
  exists (
    select from baton.run r where r.shard = item.shard and r.id = item.run_id and r.status = 'running'
  ) as open,
  item.decides and exists (
    select from baton.inbox i
    where i.shard = item.shard and i.run_id = item.run_id and i.kind <> 'wake' and i.id <> all (item.consumed::uuid[])
  ) as unseen,
  exists (select from baton.activity a where a.shard = item.shard and a.run_id = item.run_id) as activities,
  exists (select from baton.timer t where t.shard = item.shard and t.run_id = item.run_id) as timers,
  exists (
    select from baton.session s
    where s.shard = item.shard and s.run_id = item.run_id and s.state in ('requested', 'open', 'suspended')
  ) as sessions
from unnest($1::smallint[], $2::uuid[], $3::text[], $4::boolean[]) as item (shard, run_id, consumed, decides)
