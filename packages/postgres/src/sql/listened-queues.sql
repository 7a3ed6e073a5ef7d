-- Every queue that a live worker may wait on: after a reconnect all of them may have something new.
select distinct q.name
from baton.worker w
cross join unnest(w.task_queues || ('@' || w.key)) as q (name)
where w.state in ('active', 'draining')
