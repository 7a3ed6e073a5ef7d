-- Beats that still wait are found again by the sweep for deadlines, when the workflow may hear them. A statement of its own: the activity's row
-- is locked before its heartbeat, never after it.
update baton.activity a
set deadline_at = due.at
from (
  select h.shard, h.run_id, h.activity_id, coalesce(h.delivered_at + w.deliver_ms * interval '1 millisecond', now()) as at
  from unnest($1::smallint[], $2::uuid[], $3::text[]) as item (shard, run_id, activity_id)
  join baton.heartbeat h
    on (h.shard, h.run_id, h.activity_id) between (item.shard, item.run_id, item.activity_id) and (item.shard, item.run_id, item.activity_id)
  join baton.activity w
    on (w.shard, w.run_id, w.activity_id) between (item.shard, item.run_id, item.activity_id) and (item.shard, item.run_id, item.activity_id)
  where h.waiting and w.state in ('running', 'async')
) as due
where (a.shard, a.run_id, a.activity_id) between (due.shard, due.run_id, due.activity_id) and (due.shard, due.run_id, due.activity_id)
  and a.state in ('running', 'async') and (a.deadline_at is null or a.deadline_at > due.at)
