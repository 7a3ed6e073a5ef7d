-- Limits for people: how much is in use, and how much waits (up to 1,000). A person's rule hides what code declares, which is shown beside it.
select
  r.scope, r.name, r.source, r.max_concurrent, r.per_second, r.burst, r.while_async, r.set_by,
  d.max_concurrent as declared_concurrent, d.per_second as declared_per_second, d.burst as declared_burst,
  d.while_async as declared_while_async,
  (
    select coalesce(sum(c.used), 0)::integer
    from baton.limit_counter c
    where case
      when r.scope = 'key' and r.name = '*'
      then c.id like 'key:%' and not exists (
        select from baton.limit_rule own where own.scope = 'key' and own.name = substr(c.id, 5)
      )
      else c.id = r.scope || ':' || r.name
    end
  ) - (
    select count(*)::integer
    from baton.limit_release f
    where f.shard = any ($1::smallint[]) and case
      when r.scope = 'key' and r.name = '*'
      then f.counter like 'key:%' and not exists (
        select from baton.limit_rule own where own.scope = 'key' and own.name = substr(f.counter, 5)
      )
      else f.counter = r.scope || ':' || r.name
    end
  ) as in_use,
  (
    select count(*)::integer
    from (
      select
      from baton.activity a
      where a.shard = any ($1::smallint[]) and a.state = 'queued' and a.lane is not null and a.poisoned_at is null
        and case r.scope
          when 'queue' then a.queue = r.name
          when 'activity' then a.name = r.name
          else split_part(a.lane, e'\x1f', 2) = r.name or (
            r.name = '*' and split_part(a.lane, e'\x1f', 2) <> '' and not exists (
              select from baton.limit_rule own where own.scope = 'key' and own.name = split_part(a.lane, e'\x1f', 2)
            )
          )
        end
      limit 1000
    ) as w
  ) as waiting
from (
  select distinct on (e.scope, e.name) e.*
  from baton.limit_rule e
  order by e.scope, e.name, e.source desc
) as r
left join baton.limit_rule d on d.scope = r.scope and d.name = r.name and d.source = 'code'
order by r.scope, r.name
