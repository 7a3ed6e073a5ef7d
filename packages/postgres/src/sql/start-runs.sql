-- Starts runs whose workflow id is free; answers which.
-- include: insert-runs
returning id, started_at
