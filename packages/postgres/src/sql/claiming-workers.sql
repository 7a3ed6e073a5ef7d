-- Who takes work now, and which activities each knows: to say why nobody takes a queued one.
select w.key, w.task_queues, w.activities
from baton.worker w
where w.state = 'active' and w.lease_until >= now()
