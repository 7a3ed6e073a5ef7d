-- The end of runs, and of what lies in their inbox: consumed by this transition, or a wake row (check-closing-runs.sql has seen to that,
-- as to the runs being open: asked for here, it would tempt the planner to read all open runs by their partial index, once for each item).
with closed as (
  update baton.run r
  set status = item.status, closed_at = to_timestamp(item.at_ms / 1000), next_run_id = item.next_run_id, blocked = null
  from unnest($1::smallint[], $2::uuid[], $3::text[], $4::float8[], $5::uuid[])
    as item (shard, run_id, status, at_ms, next_run_id)
  where r.shard = item.shard and r.id = item.run_id
)
delete from baton.inbox i
using (
  -- As by consume-inbox.sql, but by the run.
  select m.shard, m.id, m.run_id
  from unnest($1::smallint[], $2::uuid[]) as item (shard, run_id)
  cross join lateral (
    select m.shard, m.id, m.run_id
    from baton.inbox m
    where m.shard = item.shard and m.run_id = item.run_id
    order by m.dedup_key
    offset 0
  ) as m
) as found
where i.shard = any (array[found.shard]) and i.id = found.id and i.run_id = found.run_id
