-- Sessions that pass to the next run of a chain, without a gap in their reservation.
update baton.session s
set run_id = item.next_run_id
from unnest($1::smallint[], $2::text[], $3::uuid[]) as item (shard, id, next_run_id)
where s.shard = item.shard and s.id = item.id and s.closed_at is null
