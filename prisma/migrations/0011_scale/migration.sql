-- Closed runs leave after a while, and lists of people's tasks are read by keys, however many tasks there are.

-- Set when the history of a closed run has left, and its row is kept: it is a link of a chain whose end is open or young, and what is sent to it
-- follows the chain.
alter table baton.run add column left_at timestamptz;

-- How far the look for runs that may leave has come: a row for each shard, the last run looked at (null: it begins anew), and when it goes on.
-- Whoever sweeps locks a row, and moves it on in the transaction that removes runs: so sweepers share the work, and a crash undoes a batch whole.
create table baton.retention (
  shard smallint not null,
  cursor uuid,
  due_at timestamptz not null default now(),
  constraint retention_pkey primary key (shard)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 200);

insert into baton.retention (shard)
select shard from generate_series(0, 63) as place (shard);

-- Who had runs before runs left by themselves keeps them all, until somebody says otherwise.
insert into baton.setting (key, value)
select 'retention', '{"keepDays":null}'
where exists (select from baton.run)
on conflict (key) do nothing;

-- Whom an open task waits for, a row for each name (in lower case, `*` for everybody), in the order of lists: what is due first comes first, then
-- what waits without a due time. The end of the task takes its rows.
create table baton.human_task_assignee (
  shard smallint not null,
  assignee text collate "C" not null,
  due_at timestamptz not null,
  run_id uuid not null,
  activity_id text collate "C" not null,
  constraint human_task_assignee_pkey primary key (shard, assignee, due_at, run_id, activity_id)
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_limit = 4000);

-- By its task, whose end takes it.
create index human_task_assignee_task on baton.human_task_assignee (shard, run_id, activity_id);

insert into baton.human_task_assignee (shard, assignee, due_at, run_id, activity_id)
select distinct t.shard, lower(name.assignee), coalesce(t.due_at, 'infinity'), t.run_id, t.activity_id
from baton.human_task t
cross join lateral unnest(case when t.assignees = '{}' then '{*}' else t.assignees end) as name (assignee)
where t.state in ('open', 'claimed');

-- All open tasks in the order of lists.
create index human_task_due on baton.human_task (shard, (coalesce(due_at, 'infinity')), run_id, activity_id)
  where state in ('open', 'claimed');
-- The latest sessions, ended ones too.
create index session_requested on baton.session (shard, requested_at);
