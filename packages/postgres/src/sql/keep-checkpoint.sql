-- The last details of an attempt that ends, for the next one. An older sequence of the same attempt never overwrites.
insert into baton.heartbeat as h (shard, run_id, activity_id, attempt, sequence, at, details)
select a.shard, a.run_id, a.activity_id, a.attempt, $5, now(), $6
from baton.activity a
where a.shard = $1 and a.run_id = $2 and a.activity_id = $3 and a.state <> 'done' and ($4::integer is null or a.attempt = $4)
on conflict (shard, run_id, activity_id) do update
set attempt = excluded.attempt, sequence = excluded.sequence, details = excluded.details
where h.attempt <> excluded.attempt or h.sequence < excluded.sequence
