-- Signals that come with the start of their run (`signalWithStart`), in the order given.
insert into baton.inbox (shard, id, run_id, task_queue, kind, body, dedup_key)
select s.shard, baton.new_id(s.place::integer), s.run_id, r.task_queue, s.kind, s.body, s.dedup_key
from unnest($1::smallint[], $2::uuid[], $3::text[], $4::text[], $5::text[]) with ordinality
  as s (shard, run_id, kind, body, dedup_key, place)
join baton.run r on r.shard = s.shard and r.id = s.run_id
where r.started_at = date_trunc('milliseconds', now())
on conflict (shard, run_id, dedup_key) do nothing
