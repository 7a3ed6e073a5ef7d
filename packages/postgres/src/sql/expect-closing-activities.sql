-- With the activities locked: fails if one that closes is done and its owner has not heard of it, so that nothing of the batch is written.
select ('The run ' || c.run_id || ' has not heard of an end')::integer
from (
-- include: closing-activities
) as c
