-- How many runs of a design are open, for lists: without it each count would read all runs that the design ever had.
create index run_open_design on baton.run (shard, design_id, design_version) where status = 'running' and design_id is not null;
