-- Beats that still wait are found again by the sweep for deadlines, when the workflow may hear them. A statement of its own: the activity's row
-- is locked before its heartbeat, never after it.
update baton.activity a
set deadline_at = due.at
from (
  select h.shard, h.run_id, h.activity_id, coalesce(h.delivered_at + w.deliver_ms * interval '1 millisecond', now()) as at
  from unnest($1::smallint[], $2::uuid[], $3::text[]) as item (shard, run_id, activity_id)
  join baton.heartbeat h on h.shard = item.shard and h.run_id = item.run_id and h.activity_id = item.activity_id
  join baton.activity w on w.shard = item.shard and w.run_id = item.run_id and w.activity_id = item.activity_id
  where h.waiting and w.state in ('running', 'async')
) as due
where a.shard = due.shard and a.run_id = due.run_id and a.activity_id = due.activity_id
  and a.state in ('running', 'async') and (a.deadline_at is null or a.deadline_at > due.at)
