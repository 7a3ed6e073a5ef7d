-- The tables of Baton. Two kinds:
--
-- Hot tables (run, history, inbox, outbox, activity, cancel_request, heartbeat, timer, session, human_task, human_task_event)
-- belong to runs.
-- `shard` leads each of their keys and indexes, and they have no sequence, trigger or foreign key, so that they can be
-- distributed by shard (ARCHITECTURE.md, "Beyond one machine"). Their CHECKs are the state machines of the engine.
-- All others are small: the coordination of workers, and the studio.
--
-- Payloads are JSON text (numbers and the order of keys survive), only search attributes and audit details are jsonb.
-- Ids that are compared are collated "C": a new version of the system's locales can't break their indexes.

create schema if not exists baton;

-- A time-ordered id (UUIDv7) by the database's clock. Twelve bits hold the fraction of the millisecond and fourteen the
-- caller's `ordinal`, so ids made one after the other sort so, whichever process asked for them.
create function baton.new_id(ordinal integer default 0) returns uuid
language sql volatile
return (
  select (
    lpad(to_hex(clock.us / 1000), 12, '0')
    || '7' || lpad(to_hex((clock.us % 1000) * 4096 / 1000), 3, '0')
    || to_hex(32768 + ordinal % 16384)
    || right(gen_random_uuid()::text, 12)
  )::uuid
  from (select (extract(epoch from clock_timestamp()) * 1000000)::bigint as us) as clock
);

-- ---- Runs -------------------------------------------------------------------------------------------------------------

-- Written twice: when it starts and when it closes. Its id is a UUIDv7, so the primary key also lists runs by age.
create table baton.run (
  shard smallint not null,
  id uuid not null,
  started_at timestamptz not null,
  closed_at timestamptz,
  workflow_id text collate "C" not null,
  workflow text collate "C" not null,
  task_queue text collate "C" not null,
  status text collate "C" not null default 'running',
  design_id text collate "C",
  design_version integer,
  blocked text,
  next_run_id uuid,
  parent_run_id uuid,
  started_by text,
  attributes jsonb not null default '{}',
  constraint run_pkey primary key (shard, id),
  constraint run_shard check (shard >= 0),
  constraint run_status check (
    status in ('running', 'completed', 'failed', 'cancelled', 'terminated', 'timedOut', 'continuedAsNew')
  ),
  constraint run_closed check ((status = 'running') = (closed_at is null)),
  constraint run_continued check ((status = 'continuedAsNew') = (next_run_id is not null)),
  constraint run_blocked check (blocked is null or status = 'running'),
  constraint run_design check ((design_id is null) = (design_version is null))
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_cost_limit = 2000);

-- At most one open run has a workflow id.
create unique index run_open_workflow_id on baton.run (shard, workflow_id) where status = 'running';
create index run_workflow_id on baton.run (shard, workflow_id, id);
create index run_open on baton.run (shard, id) where status = 'running';
create index run_unhappy on baton.run (shard, id) where status in ('failed', 'timedOut', 'terminated', 'cancelled');
create index run_design on baton.run (shard, design_id, id) where design_id is not null;
create index run_open_design on baton.run (shard, design_id, design_version) where status = 'running' and design_id is not null;

-- One row for each transition: the primary key is the lock of the run. Insert only. Columns by alignment, widest first.
create table baton.history (
  at timestamptz not null,
  seq integer not null,
  count integer not null,
  shard smallint not null,
  run_id uuid not null,
  events text not null,
  constraint history_pkey primary key (shard, run_id, seq),
  constraint history_seq check (seq > 0 and count > 0)
) with (autovacuum_vacuum_insert_scale_factor = 0.1, autovacuum_analyze_scale_factor = 0.05, autovacuum_vacuum_cost_limit = 2000);

-- What comes from outside, until the transition that answers it deletes the row. `kind = 'wake'` marks a run that moves.
create table baton.inbox (
  shard smallint not null,
  id uuid not null,
  run_id uuid not null,
  task_queue text collate "C" not null,
  kind text collate "C" not null,
  body text not null,
  dedup_key text collate "C",
  constraint inbox_pkey primary key (shard, id),
  -- Also finds the rows of a run, which is why rows without a key are in it.
  constraint inbox_dedup unique (shard, run_id, dedup_key)
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_limit = 4000);

-- What a run sends to others, until it has been delivered (at least once, deduplicated by the receiver's inbox).
create table baton.outbox (
  shard smallint not null,
  id uuid not null,
  from_run uuid not null,
  kind text collate "C" not null,
  body text not null,
  constraint outbox_pkey primary key (shard, id),
  constraint outbox_kind check (kind in ('startChild', 'message', 'terminate'))
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_limit = 4000);

-- Activities that don't run inline. Options that decide about time are columns: the sweep computes deadlines in SQL.
-- `deadline_at` is never later than the true next deadline, heartbeats don't touch it, the sweep moves it on.
create table baton.activity (
  shard smallint not null,
  run_id uuid not null,
  activity_id text collate "C" not null,
  name text collate "C" not null,
  queue text collate "C" not null,
  state text collate "C" not null,
  attempt integer not null,
  epoch integer not null default 0,
  priority smallint not null default 0,
  available_at timestamptz not null,
  scheduled_at timestamptz not null,
  started_at timestamptz,
  async_at timestamptz,
  deadline_at timestamptz,
  start_to_close_ms bigint,
  schedule_to_close_ms bigint,
  schedule_to_start_ms bigint,
  heartbeat_ms bigint,
  async_timeout_ms bigint,
  async_heartbeat_ms bigint,
  deliver_ms bigint,
  is_human boolean not null default false,
  worker_id text collate "C",
  session_id text collate "C",
  session_shard smallint,
  workflow text not null,
  workflow_id text not null,
  label text,
  input text not null,
  options text not null,
  last_failure text,
  cancel_requested text,
  outcome text collate "C",
  completion_key text,
  done_inbox_id uuid,
  constraint activity_pkey primary key (shard, run_id, activity_id),
  constraint activity_state check (state in ('queued', 'running', 'async', 'done')),
  constraint activity_running check (state <> 'running' or (started_at is not null and attempt > 0)),
  constraint activity_done check ((state = 'done') = (done_inbox_id is not null) and (state = 'done') = (outcome is not null)),
  constraint activity_outcome check (outcome in ('completed', 'failed', 'cancelled')),
  constraint activity_attempt check (attempt >= 0 and epoch >= 0)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_limit = 4000);

create index activity_queued on baton.activity (shard, queue, priority desc, available_at) where state = 'queued';
create index activity_deadline on baton.activity (shard, deadline_at) where deadline_at is not null and state <> 'done';
create index activity_worker on baton.activity (shard, worker_id) where state = 'running';
create index activity_session on baton.activity (shard, session_id) where session_id is not null;

-- Attempts whose worker is asked to stop, until it has read so. Apart from the activity, whose row may be gone by then.
create table baton.cancel_request (
  shard smallint not null,
  run_id uuid not null,
  activity_id text collate "C" not null,
  attempt integer not null,
  epoch integer not null,
  worker_id text collate "C" not null,
  reason text collate "C" not null,
  constraint cancel_request_pkey primary key (shard, run_id, activity_id, attempt)
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_limit = 4000);

create index cancel_request_worker on baton.cancel_request (shard, worker_id);

-- The last heartbeat of an activity, apart from its row so that a beat is a short update in place (HOT).
create table baton.heartbeat (
  shard smallint not null,
  run_id uuid not null,
  activity_id text collate "C" not null,
  attempt integer not null,
  sequence bigint not null,
  at timestamptz not null,
  delivered_at timestamptz,
  details text,
  constraint heartbeat_pkey primary key (shard, run_id, activity_id)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_limit = 4000);

-- By run, since the end of a run takes its timers with it, due ones are found by the index.
create table baton.timer (
  shard smallint not null,
  run_id uuid not null,
  timer_id text collate "C" not null,
  task_queue text collate "C" not null,
  fire_at timestamptz not null,
  constraint timer_pkey primary key (shard, run_id, timer_id)
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_limit = 4000);

create index timer_due on baton.timer (shard, task_queue, fire_at);

-- Closed ones stay for the pages. `resources` and `amounts` run in parallel, the slot is a resource among them.
create table baton.session (
  shard smallint not null,
  id text collate "C" not null,
  run_id uuid not null,
  task_queue text collate "C" not null,
  state text collate "C" not null default 'requested',
  epoch integer not null default 0,
  wanted_key text collate "C",
  worker_id text collate "C",
  worker_key text collate "C",
  host_name text,
  label text,
  options text not null,
  resources text[] not null,
  amounts bigint[] not null,
  requested_at timestamptz not null,
  opened_at timestamptz,
  suspended_at timestamptz,
  last_used_at timestamptz,
  expires_at timestamptz,
  deadline_at timestamptz,
  closed_at timestamptz,
  reason text,
  message text,
  constraint session_pkey primary key (shard, id),
  constraint session_state check (state in ('requested', 'open', 'suspended', 'failed', 'closed')),
  constraint session_held check (
    state not in ('open', 'suspended') or (worker_id is not null and worker_key is not null and expires_at is not null)
  ),
  constraint session_closed check ((state in ('failed', 'closed')) = (closed_at is not null)),
  constraint session_suspended check ((state = 'suspended') = (suspended_at is not null)),
  constraint session_amounts check (cardinality(resources) = cardinality(amounts))
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_limit = 4000);

create index session_run on baton.session (shard, run_id);
create index session_waiting on baton.session (shard, task_queue, requested_at) where state = 'requested';
create index session_deadline on baton.session (shard, deadline_at) where state in ('requested', 'open', 'suspended');
create index session_worker on baton.session (shard, worker_key) where state in ('open', 'suspended');

-- What people are asked. Lives and ends with the activity of the same key, kept afterwards for the record.
create table baton.human_task (
  shard smallint not null,
  run_id uuid not null,
  activity_id text collate "C" not null,
  workflow text not null,
  workflow_id text not null,
  label text,
  title text not null,
  spec text not null,
  assignees text[] not null,
  priority integer not null,
  state text collate "C" not null default 'open',
  claimed_by text,
  requested_by text,
  created_at timestamptz not null,
  due_at timestamptz,
  closed_at timestamptz,
  decided_by text,
  outcome text,
  decision text,
  decision_key text,
  constraint human_task_pkey primary key (shard, run_id, activity_id),
  constraint human_task_state check (state in ('open', 'claimed', 'completed', 'failed', 'cancelled', 'expired')),
  constraint human_task_claimed check (state <> 'claimed' or claimed_by is not null),
  constraint human_task_closed check ((state in ('open', 'claimed')) = (closed_at is null))
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_limit = 4000);

create index human_task_open on baton.human_task (shard, created_at) where state in ('open', 'claimed');
create index human_task_ended on baton.human_task (shard, closed_at) where closed_at is not null;

-- Who did what to a human task. Insert only.
create table baton.human_task_event (
  shard smallint not null,
  run_id uuid not null,
  activity_id text collate "C" not null,
  id uuid not null,
  at timestamptz not null,
  kind text collate "C" not null,
  actor text not null,
  details text,
  constraint human_task_event_pkey primary key (shard, run_id, activity_id, id)
) with (autovacuum_vacuum_insert_scale_factor = 0.1);

-- ---- Workers ----------------------------------------------------------------------------------------------------------

-- One process. `cleared_at`: what a lost or stopped one held has been given back. `lease_until` is the only lease that is renewed, and in no index, so that a renewal stays in its page.
create table baton.worker (
  id text collate "C" not null,
  key text collate "C" not null,
  host_name text not null,
  pid integer not null,
  task_queues text[] not null,
  workflows text[] not null,
  activities text not null,
  max_concurrent_activities integer not null,
  sessions text,
  lease_ms integer not null,
  owns_runs boolean not null,
  version text not null,
  state text collate "C" not null default 'active',
  started_at timestamptz not null,
  lease_until timestamptz not null,
  cleared_at timestamptz,
  constraint worker_pkey primary key (id),
  constraint worker_state check (state in ('active', 'draining', 'stopped', 'lost')),
  constraint worker_lease check (lease_ms > 0)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 100);

-- A key belongs to one live process.
create unique index worker_live_key on baton.worker (key) where state in ('active', 'draining');

-- Who owns a shard of a task queue. Valid while that worker's lease is. Given up: no worker, the epoch stays.
create table baton.shard_lease (
  task_queue text collate "C" not null,
  shard smallint not null,
  worker_id text collate "C",
  epoch integer not null,
  constraint shard_lease_pkey primary key (task_queue, shard),
  constraint shard_lease_epoch check (epoch > 0)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 200);

create index shard_lease_worker on baton.shard_lease (worker_id);

-- How much of what a worker offers is taken. A counter with a check, never a count: two claims can't both see room.
create table baton.reservation (
  worker_key text collate "C" not null,
  resource text collate "C" not null,
  capacity bigint not null,
  used bigint not null default 0,
  constraint reservation_pkey primary key (worker_key, resource),
  constraint reservation_room check (used between 0 and capacity)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 200);

-- ---- Studio -----------------------------------------------------------------------------------------------------------

-- A drawn workflow. `revision` is compared and swapped by every save of the draft.
create table baton.design (
  id text collate "C" not null,
  name text not null,
  description text not null default '',
  draft text not null,
  revision integer not null default 1,
  published_version integer,
  created_by text not null,
  created_at timestamptz not null default now(),
  updated_by text not null,
  updated_at timestamptz not null default now(),
  archived_at timestamptz,
  constraint design_pkey primary key (id),
  constraint design_revision check (revision > 0),
  constraint design_published check (published_version > 0)
);

create index design_updated on baton.design (updated_at desc, id);

create table baton.design_version (
  design_id text collate "C" not null,
  version integer not null,
  document text not null,
  note text not null default '',
  published_by text not null,
  published_at timestamptz not null default now(),
  constraint design_version_pkey primary key (design_id, version),
  constraint design_version_design foreign key (design_id) references baton.design (id) on delete restrict on update restrict,
  constraint design_version_number check (version > 0)
);

create table baton.api_key (
  id text collate "C" not null,
  name text not null,
  hash text collate "C" not null,
  prefix text not null,
  last4 text not null,
  scopes text[] not null default '{}',
  roles text[] not null default '{}',
  created_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  constraint api_key_pkey primary key (id),
  constraint api_key_hash unique (hash)
);

create table baton.audit_event (
  id uuid not null default baton.new_id(),
  at timestamptz not null default now(),
  actor text not null,
  action text not null,
  object_kind text not null,
  object_id text not null,
  details jsonb not null default '{}',
  constraint audit_event_pkey primary key (id)
);

create index audit_event_object on baton.audit_event (object_kind, object_id, id);
create index audit_event_actor on baton.audit_event (actor, id);

-- What the deployment has to remember: its incarnation, secrets it made for itself, the hash of the set-up token.
create table baton.setting (
  key text collate "C" not null,
  value text not null,
  updated_at timestamptz not null default now(),
  constraint setting_pkey primary key (key)
);

-- ---- People (shape of better-auth 1.7's core, `login` is its session) -------------------------------------------------

create table baton.person (
  id text collate "C" not null,
  name text not null,
  email text not null,
  email_verified boolean not null default false,
  image text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  role text not null default 'viewer',
  disabled boolean not null default false,
  -- A task's assignee `role:release` means everyone in the group `release`, or with a role of that name.
  groups text[] not null default '{}',
  constraint person_pkey primary key (id),
  constraint person_email unique (email),
  constraint person_role check (role in ('viewer', 'operator', 'approver', 'builder', 'admin'))
);

create table baton.login (
  id text collate "C" not null,
  expires_at timestamptz not null,
  token text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null,
  ip_address text,
  user_agent text,
  user_id text collate "C" not null,
  constraint login_pkey primary key (id),
  constraint login_token unique (token),
  constraint login_person foreign key (user_id) references baton.person (id) on delete cascade on update restrict
);

create index login_user_id on baton.login (user_id);

create table baton.account (
  id text collate "C" not null,
  account_id text not null,
  provider_id text not null,
  user_id text collate "C" not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null,
  constraint account_pkey primary key (id),
  constraint account_person foreign key (user_id) references baton.person (id) on delete cascade on update restrict
);

create index account_user_id on baton.account (user_id);

create table baton.verification (
  id text collate "C" not null,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint verification_pkey primary key (id)
);

create index verification_identifier on baton.verification (identifier);

-- ---- Rows that are never changed --------------------------------------------------------------------------------------

-- \x3b is a semicolon: Prisma's engine cuts migrations at each one that it reads, in strings and comments, too.
create function baton.refuse_change() returns trigger
language plpgsql as E'begin
  raise exception ''Rows of % are never changed or removed.'', tg_table_name using errcode = ''restrict_violation''\x3b
end';

create trigger audit_event_insert_only before update or delete or truncate on baton.audit_event
  for each statement execute function baton.refuse_change();
create trigger design_version_immutable before update or delete on baton.design_version
  for each row execute function baton.refuse_change();
