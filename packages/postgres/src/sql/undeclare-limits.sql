-- Limits that the code of a worker does not set any more.
delete from baton.limit_rule r
using unnest($1::text[], $2::text[]) as item (scope, name)
where r.scope = item.scope and r.name = item.name and r.source = 'code'
returning r.scope
