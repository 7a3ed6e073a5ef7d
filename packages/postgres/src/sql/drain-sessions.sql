-- Tells the runs whose sessions a worker holds that it drains. They are locked in the order of their key, as everywhere. `missed` are sessions
-- whose run has closed meanwhile: if it has handed them over, the next run is to be told.
with held as (
  select s.shard, s.id, s.run_id
  from baton.session s
  where s.shard = any ($2::smallint[]) and s.worker_key = $3 and s.worker_id = $1 and s.state = 'open'
  order by s.shard, s.run_id
),
told as (
  insert into baton.inbox (shard, id, run_id, task_queue, kind, body)
  select
    h.shard, baton.new_id(), h.run_id, run.task_queue, 'sessionDraining',
    json_build_object('kind', 'sessionDraining', 'sessionId', h.id)::text
  from held h
  cross join lateral (
    select r.task_queue
    from baton.run r
    where r.shard = h.shard and r.id = h.run_id and r.closed_at is null
    for key share of r
  ) as run
  returning shard
)
select
  array(select distinct t.shard from told t) as shards,
  (select count(*) from held) > (select count(*) from told) as missed
