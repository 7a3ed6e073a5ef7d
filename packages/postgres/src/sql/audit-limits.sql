-- Counters that differ from the attempts that hold a place: there are none, unless we are wrong. One snapshot sees both sides of each
-- transaction, so nothing needs a lock.
with held as (
  select h.counter, count(*)::integer as places
  from baton.activity a
  cross join unnest(a.held) as h (counter)
  where a.shard = any ($1::smallint[]) and a.held <> '{}'
  group by h.counter
),
given as (
  select r.counter, count(*)::integer as places
  from baton.limit_release r
  where r.shard = any ($1::smallint[])
  group by r.counter
)
select c.id, c.used - coalesce(g.places, 0) as counted, coalesce(h.places, 0) as held
from baton.limit_counter c
left join held h on h.counter = c.id
left join given g on g.counter = c.id
where c.used - coalesce(g.places, 0) <> coalesce(h.places, 0) and ($2::text is null or c.id = $2)
