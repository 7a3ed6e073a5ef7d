-- Histories that runs begin with which start-runs.sql has made in this transaction: those of the runs that they were reset from.
insert into baton.history (at, seq, count, shard, run_id, events)
select to_timestamp(item.at_ms / 1000), item.seq, item.count, item.shard, item.run_id, item.events
from unnest($1::float8[], $2::integer[], $3::integer[], $4::smallint[], $5::uuid[], $6::text[])
  as item (at_ms, seq, count, shard, run_id, events)
join baton.run r on r.shard = item.shard and r.id = item.run_id
where r.started_at = date_trunc('milliseconds', now())
