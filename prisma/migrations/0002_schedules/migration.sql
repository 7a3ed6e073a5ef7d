-- Schedules: what is started when, by itself. Few rows, none of them hot: a schedule changes once a tick.
--
-- `next_tick_at` is the next time that the schedule names (null: paused, or there is none any more). `due_at` is when somebody has to look: that
-- tick and its jitter, or sooner, if a tick waits for the run before. Who looks locks the row, and all that a tick does is one transaction.
create table baton.schedule (
  id text collate "C" not null,
  name text not null,
  workflow text collate "C",
  design_id text collate "C",
  design_version integer,
  task_queue text collate "C" not null,
  input text not null,
  run_timeout_ms bigint,
  spec text not null,
  overlap text collate "C" not null,
  catch_up_ms bigint not null,
  remaining integer,
  paused boolean not null default false,
  note text not null default '',
  revision integer not null default 1,
  next_tick_at timestamptz,
  due_at timestamptz,
  buffered text,
  started bigint not null default 0,
  skipped bigint not null default 0,
  missed bigint not null default 0,
  failed bigint not null default 0,
  created_by text not null,
  created_at timestamptz not null default now(),
  updated_by text not null,
  updated_at timestamptz not null default now(),
  constraint schedule_pkey primary key (id),
  constraint schedule_target check ((workflow is null) <> (design_id is null)),
  constraint schedule_version check (design_version is null or design_id is not null),
  constraint schedule_overlap check (overlap in ('skip', 'bufferOne', 'allow', 'cancelOther')),
  constraint schedule_remaining check (remaining >= 0),
  constraint schedule_paused check (not paused or next_tick_at is null),
  -- Whatever has something before it is looked at some time.
  constraint schedule_due check ((due_at is null) = (next_tick_at is null and buffered is null))
);

create index schedule_due_at on baton.schedule (due_at) where due_at is not null;
create index schedule_name on baton.schedule (name, id);

-- What became of ticks. Neighbours that were skipped or missed together are one row: from `tick_at` to `until_at`, `count` of them.
-- `open`: a run that may be open, until the next look at the schedule settles it.
create table baton.schedule_action (
  schedule_id text collate "C" not null,
  id uuid not null,
  at timestamptz not null default clock_timestamp(),
  origin text collate "C" not null,
  outcome text collate "C" not null,
  tick_at timestamptz not null,
  until_at timestamptz not null,
  count integer not null,
  shard smallint,
  run_id uuid,
  workflow_id text collate "C",
  open boolean not null default false,
  by text,
  message text,
  key text collate "C",
  constraint schedule_action_pkey primary key (schedule_id, id),
  constraint schedule_action_schedule foreign key (schedule_id) references baton.schedule (id) on delete cascade on update restrict,
  constraint schedule_action_origin check (origin in ('tick', 'trigger', 'backfill')),
  constraint schedule_action_outcome check (outcome in ('started', 'alreadyRun', 'skipped', 'missed', 'failed')),
  constraint schedule_action_run check ((outcome in ('started', 'alreadyRun')) = (run_id is not null)),
  constraint schedule_action_open check (not open or run_id is not null),
  constraint schedule_action_count check (count > 0)
);

create index schedule_action_open on baton.schedule_action (schedule_id) where open;
-- Whom a run is told to come from that somebody asked for: of four eyes, two are theirs.
create index schedule_action_asked on baton.schedule_action (run_id) where by is not null and outcome = 'started';
create unique index schedule_action_key on baton.schedule_action (schedule_id, key);
