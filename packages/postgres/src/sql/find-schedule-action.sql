-- What became of a trigger that came with this key before.
select a.outcome, a.run_id, a.workflow_id, a.message
from baton.schedule_action a
where a.schedule_id = $1 and a.key = $2
