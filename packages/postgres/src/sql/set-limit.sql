-- A person sets a limit; recorded.
with rule as (
  insert into baton.limit_rule as r (scope, name, source, max_concurrent, per_second, burst, while_async, set_by)
  values ($1, $2, 'operator', $3, $4, $5, $6, $7)
  on conflict (scope, name, source) do update
  set
    max_concurrent = excluded.max_concurrent, per_second = excluded.per_second, burst = excluded.burst,
    while_async = excluded.while_async, set_by = excluded.set_by, updated_at = now()
  returning r.scope, r.name, r.max_concurrent, r.per_second, r.burst, r.while_async
)
insert into baton.audit_event (actor, action, object_kind, object_id, details)
select
  $7, 'limits.set', 'limit', rule.scope || '/' || rule.name,
  jsonb_build_object(
    'maxConcurrent', rule.max_concurrent, 'perSecond', rule.per_second, 'burst', rule.burst, 'whileAsync', rule.while_async
  )
from rule
