-- What goes to other runs, delivered later: no transaction needs a second shard's locks.
insert into baton.outbox (shard, id, from_run, kind, body)
select item.shard, baton.new_id(item.place::integer), item.run_id, item.kind, item.body
from unnest($1::smallint[], $2::uuid[], $3::text[], $4::text[]) with ordinality as item (shard, run_id, kind, body, place)
