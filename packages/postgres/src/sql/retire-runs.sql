-- Closed runs leave (`$2`), or lose their history and what belongs to it (`$3`). Whatever else holds one of them keeps it until the next look. The
-- audit stays. Nobody waits for these locks but a reset of the same run, which finds no run then.
with leaving as materialized (
  select r.id
  from unnest($2::uuid[]) as item (id)
  join baton.run r on r.shard = $1 and r.id = item.id
  where r.closed_at is not null
  for update of r skip locked
),
emptied as materialized (
  select r.id
  from unnest($3::uuid[]) as item (id)
  join baton.run r on r.shard = $1 and r.id = item.id
  where r.closed_at is not null
  for update of r skip locked
),
gone as materialized (
  select l.id from leaving l
  union all
  select e.id from emptied e
),
histories as (
  delete from baton.history h
  using gone g
  where h.shard = $1 and h.run_id = g.id
),
task_events as (
  delete from baton.human_task_event e
  using gone g
  where e.shard = $1 and e.run_id = g.id
),
tasks as (
  delete from baton.human_task t
  using gone g
  where (t.shard, t.run_id) between ($1, g.id) and ($1, g.id)
),
sessions as (
  delete from baton.session s
  using gone g
  where s.shard = $1 and s.run_id = g.id and s.closed_at is not null
),
marked as (
  update baton.run r
  set left_at = now()
  from emptied e
  where r.shard = $1 and r.id = e.id
),
removed as (
  delete from baton.run r
  using leaving l
  where r.shard = $1 and r.id = l.id
)
select
  (select count(*) from leaving l) as left,
  (select count(*) from emptied e) as emptied
