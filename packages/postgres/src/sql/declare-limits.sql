-- What the code of a worker says of limits. Written only where it says something new.
insert into baton.limit_rule as r (scope, name, source, max_concurrent, per_second, burst, while_async)
select item.scope, item.name, 'code', item.max_concurrent, item.per_second, item.burst, item.while_async
from unnest($1::text[], $2::text[], $3::integer[], $4::float8[], $5::integer[], $6::text[])
  as item (scope, name, max_concurrent, per_second, burst, while_async)
order by item.scope, item.name
on conflict (scope, name, source) do update
set
  max_concurrent = excluded.max_concurrent, per_second = excluded.per_second, burst = excluded.burst,
  while_async = excluded.while_async, updated_at = now()
where (r.max_concurrent, r.per_second, r.burst, r.while_async)
  is distinct from (excluded.max_concurrent, excluded.per_second, excluded.burst, excluded.while_async)
returning r.scope
