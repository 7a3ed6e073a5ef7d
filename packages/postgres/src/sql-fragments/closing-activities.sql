-- The runs of activities whose completion lies in the inbox and is not consumed by the transition that closes them.
select item.run_id
from unnest($1::smallint[], $2::uuid[], $3::text[], $4::text[]) as item (shard, run_id, activity_id, consumed)
join baton.activity a
  on (a.shard, a.run_id, a.activity_id) between (item.shard, item.run_id, item.activity_id) and (item.shard, item.run_id, item.activity_id)
where a.state = 'done' and a.done_inbox_id <> all (item.consumed::uuid[])
