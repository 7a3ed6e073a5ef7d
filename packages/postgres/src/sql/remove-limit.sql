-- A person takes a limit back; recorded.
with rule as (
  delete from baton.limit_rule r
  where r.scope = $1 and r.name = $2 and r.source = 'operator'
  returning r.scope, r.name
),
record as (
  insert into baton.audit_event (actor, action, object_kind, object_id)
  select $3, 'limits.remove', 'limit', rule.scope || '/' || rule.name
  from rule
)
select scope
from rule
