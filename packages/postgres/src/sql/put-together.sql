-- Messages to runs, many at a time; answers for each what became of it. A run whose row somebody holds, closing it, is passed over (`busy`): it
-- may take as long as that takes, and the others are not to wait for it. So is nobody waited for while rows are held, but for another who puts
-- the same key; those come in the order of the key. An id is given in the order of the messages, so those to one run stay in it.
-- (The outcome is told by `in`, which is hashed: joined to what was put, each message would be compared with each.)
with item as materialized (
  select i.place, i.shard, i.run_id, i.kind, i.body, i.dedup_key, baton.new_id(i.place::integer) as id
  from unnest($1::smallint[], $2::uuid[], $3::text[], $4::text[], $5::text[]) with ordinality
    as i (shard, run_id, kind, body, dedup_key, place)
),
met as materialized (
  select item.place, item.shard, item.run_id, item.kind, item.body, item.dedup_key, item.id, run.status, run.task_queue
  from item
  left join lateral (
    select r.status, r.task_queue
    from baton.run r
    where r.shard = item.shard and r.id = item.run_id
    for key share of r skip locked
  ) as run on true
),
put as (
  insert into baton.inbox (shard, id, run_id, task_queue, kind, body, dedup_key)
  select met.shard, met.id, met.run_id, met.task_queue, met.kind, met.body, met.dedup_key
  from met
  where met.status = 'running'
  order by met.shard, met.run_id, met.dedup_key, met.place
  on conflict (shard, run_id, dedup_key) do nothing
  returning id
)
select
  met.place,
  case
    when met.id in (select put.id from put) then 'accepted'
    when met.status = 'running' then 'duplicate'
    when met.status is not null then 'runClosed'
    when exists (select from baton.run r where r.shard = met.shard and r.id = met.run_id) then 'busy'
    else 'runNotFound'
  end as outcome
from met
