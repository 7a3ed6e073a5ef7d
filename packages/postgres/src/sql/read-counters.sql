-- How many places are taken, without waiting for anybody: what was given back and isn't counted yet is free.
select
  c.id, c.tokens, c.refilled_at, now() as now,
  c.used - (
    select count(*)::integer from baton.limit_release r where r.shard = any ($1::smallint[]) and r.counter = c.id
  ) as used
from baton.limit_counter c
where c.id = any ($2::text[])
