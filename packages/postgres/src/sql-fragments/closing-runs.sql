-- Of runs that close: which are still open, which have messages that their closing transition has not consumed (if it is one that code
-- decided), and what there is to clear away. Wake rows are no messages. `consumed` holds an array literal for each run. `limit 1` instead of
-- `exists`: the planner turns the latter into one reading of the whole table. The orders name the index.
select
  item.run_id,
  (
    select r.status = 'running' from baton.run r where r.shard = item.shard and r.id = item.run_id
  ) is true as open,
  item.decides and (
    select true
    from baton.inbox i
    where i.shard = item.shard and i.run_id = item.run_id and i.kind <> 'wake' and i.id <> all (item.consumed::uuid[])
    order by i.dedup_key
    limit 1
  ) is true as unseen,
  (
    select true from baton.activity a where a.shard = item.shard and a.run_id = item.run_id limit 1
  ) is true as activities,
  (
    select true from baton.timer t where t.shard = item.shard and t.run_id = item.run_id order by t.timer_id limit 1
  ) is true as timers,
  (
    select true from baton.session s where s.shard = item.shard and s.run_id = item.run_id limit 1
  ) is true as sessions
from unnest($1::smallint[], $2::uuid[], $3::text[], $4::boolean[]) as item (shard, run_id, consumed, decides)
