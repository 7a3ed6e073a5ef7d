-- With the counters locked: counts the places that ended attempts have given back.
with gone as (
  delete from baton.limit_release r
  where r.shard = any ($1::smallint[]) and r.counter = any ($2::text[])
  returning r.counter
),
freed as (
  select g.counter, count(*)::integer as places
  from gone g
  group by g.counter
)
update baton.limit_counter c
set used = c.used - f.places
from freed f
where c.id = f.counter
returning c.id, c.used
