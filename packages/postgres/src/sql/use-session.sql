-- Something has just ended in it: its idle time begins again. Nothing to do where the whole time ends it before. What is appended to the state
-- keeps the planner from reading all that are open, by their partial index, to find one by its key.
update baton.session s
set
  last_used_at = now(),
  deadline_at = least(s.expires_at, now() + (s.options::json ->> 'idleTimeoutMs')::bigint * interval '1 millisecond')
where s.shard = $1 and s.id = $2 and s.state || '' = 'open' and s.deadline_at < s.expires_at
