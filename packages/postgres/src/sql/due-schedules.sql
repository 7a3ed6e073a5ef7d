-- Schedules that somebody has to look at, longest due first, and those of `also` that have a tick waiting. `now()`, since it is the same for the
-- whole statement: with `clock_timestamp()` the index is read to its end.
(
  select s.id
  from baton.schedule s
  where s.due_at <= coalesce(to_timestamp($1::float8 / 1000), now())
  order by s.due_at
  limit $3
)
union
select s.id
from unnest($2::text[]) as also (id)
join baton.schedule s on s.id = also.id
where s.buffered is not null
