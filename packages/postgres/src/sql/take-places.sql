-- Takes places for the attempts that have begun in this transaction. The counters are locked; their check refuses one too many.
update baton.limit_counter c
set
  used = c.used + item.places, capacity = item.capacity, tokens = item.tokens, refilled_at = to_timestamp(item.refilled_ms / 1000),
  frees_async = item.frees_async
from unnest($1::text[], $2::integer[], $3::integer[], $4::float8[], $5::float8[], $6::boolean[])
  as item (id, places, capacity, tokens, refilled_ms, frees_async)
where c.id = item.id
