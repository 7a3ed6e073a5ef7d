-- Live workers that take sessions.
select w.key, w.task_queues, w.sessions
from baton.worker w
where w.state in ('active', 'draining') and w.lease_until >= now() and w.sessions is not null
