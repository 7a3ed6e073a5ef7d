-- Questions to the code of runs, until who asked has taken the answer. They change nothing and may be asked again, so the table keeps no
-- log: a crash of the server empties it, and no write of it waits for a disk.
create unlogged table baton.question (
  shard smallint not null,
  id uuid not null,
  run_id uuid not null,
  task_queue text collate "C" not null,
  name text not null,
  args text not null,
  expires_at timestamptz not null,
  answer text,
  constraint question_pkey primary key (shard, id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500);
