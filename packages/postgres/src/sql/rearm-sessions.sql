-- Something runs in these: their idle time begins again. Open is said by times: the state would tempt the planner to read all open ones by their partial index.
update baton.session s
set last_used_at = now(), deadline_at = least(s.expires_at, now() + item.idle_ms * interval '1 millisecond')
from unnest($1::smallint[], $2::text[], $3::bigint[]) as item (shard, id, idle_ms)
where s.shard = item.shard and s.id = item.id and s.opened_at is not null and s.suspended_at is null and s.closed_at is null
