-- Something runs in these: their idle time begins again.
update baton.session s
set last_used_at = now(), deadline_at = least(s.expires_at, now() + item.idle_ms * interval '1 millisecond')
from unnest($1::smallint[], $2::text[], $3::bigint[]) as item (shard, id, idle_ms)
where s.shard = item.shard and s.id = item.id and s.state = 'open'
