-- With the runs locked, and a snapshot taken after that: fails unless each run that closes is as its owner believes, so that nothing of the
-- batch is written. What there may be to clear away is given for each.
select
  case
    when c.open and not c.unseen and c.activities <= b.activities and c.timers <= b.timers and c.sessions <= b.sessions then 0
    else ('The run ' || c.run_id || ' is not as its owner believes')::integer
  end
from (
-- include: closing-runs
) as c
join unnest($2::uuid[], $5::boolean[], $6::boolean[], $7::boolean[]) as b (run_id, activities, timers, sessions) using (run_id)
