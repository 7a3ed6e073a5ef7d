-- Tells workflows of beats that wait for it, the latest of each activity, if the time since the last one is up. Nothing is waited for: what is
-- locked (a run that is closing, a beat that is being written) is left for the next time.
with due as materialized (
  select h.shard, h.run_id, h.activity_id, h.details, h.sequence, r.task_queue
  from unnest($1::smallint[], $2::uuid[], $3::text[]) as item (shard, run_id, activity_id)
  join baton.heartbeat h
    on (h.shard, h.run_id, h.activity_id) between (item.shard, item.run_id, item.activity_id) and (item.shard, item.run_id, item.activity_id)
  join baton.activity a
    on (a.shard, a.run_id, a.activity_id) between (item.shard, item.run_id, item.activity_id) and (item.shard, item.run_id, item.activity_id)
  join baton.run r on r.shard = item.shard and r.id = item.run_id
  where h.waiting and h.details is not null and a.state in ('running', 'async') and r.closed_at is null
    and (h.delivered_at is null or h.delivered_at + a.deliver_ms * interval '1 millisecond' <= now())
  for no key update of h skip locked
  for key share of r skip locked
),
told as (
  update baton.heartbeat h
  set waiting = false, delivered_at = now()
  from due
  where (h.shard, h.run_id, h.activity_id) between (due.shard, due.run_id, due.activity_id) and (due.shard, due.run_id, due.activity_id)
)
insert into baton.inbox (shard, id, run_id, task_queue, kind, body)
select
  due.shard, baton.new_id(), due.run_id, due.task_queue, 'activityHeartbeat',
  '{"kind":"activityHeartbeat","activityId":"' || due.activity_id || '","details":' || due.details || ',"sequence":' || due.sequence || '}'
from due
returning shard
