-- One action on all runs that a filter matched when it was ordered. Carried out by any web process, page by page, latest run first;
-- `cursor` is the last run seen to. `lease_until`: whose process works on it renews this. When it has passed, another goes on.
create table baton.batch (
  id uuid not null default baton.new_id(),
  action text not null,
  filter text not null,
  reason text not null default '',
  state text collate "C" not null default 'running',
  per_second integer not null,
  total integer not null,
  done integer not null default 0,
  skipped integer not null default 0,
  failed integer not null default 0,
  last_failure text,
  before_run uuid not null,
  cursor uuid,
  created_by text not null,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  lease_until timestamptz not null default now(),
  constraint batch_pkey primary key (id),
  constraint batch_state check (state in ('running', 'stopped', 'done')),
  constraint batch_ended check ((state = 'running') = (ended_at is null)),
  constraint batch_counts check (total >= 0 and done >= 0 and skipped >= 0 and failed >= 0)
);

create index batch_running on baton.batch (lease_until) where state = 'running';
