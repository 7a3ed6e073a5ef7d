-- Lost and stopped workers that may still hold something. For a minute after they were cleared, too: what such a worker had sent before may
-- arrive late.
select id, key, state
from baton.worker
where state in ('lost', 'stopped') and (cleared_at is null or cleared_at > now() - interval '1 minute')
  and ($1::text is null or id = $1 or key = $2)
