-- Search attributes that a workflow has set; given in full.
update baton.run r
set attributes = item.attributes::jsonb
from unnest($1::smallint[], $2::uuid[], $3::text[]) as item (shard, run_id, attributes)
where r.shard = item.shard and r.id = item.run_id
