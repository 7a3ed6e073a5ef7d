-- How long closed runs are kept from now on; recorded. Every shard is looked at anew.
with kept as (
  insert into baton.setting as s (key, value)
  values ('retention', $1)
  on conflict (key) do update
  set value = excluded.value, updated_at = now()
  returning s.value
),
begun as (
  update baton.retention r
  set cursor = null, due_at = now()
  where r.shard = any ($2::smallint[])
)
insert into baton.audit_event (actor, action, object_kind, object_id, details)
select $3, 'retention.set', 'setting', 'retention', kept.value::jsonb
from kept
