-- Counters that nobody has needed yet.
insert into baton.limit_counter (id)
select item.id
from unnest($1::text[]) as item (id)
order by item.id
on conflict (id) do nothing
