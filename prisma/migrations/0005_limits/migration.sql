-- Limits on attempts, priorities, turns between keys, and activities that end their workers.
--
-- `lane`: what waits together, since limits or turns tell it apart (packages/engine/src/limits/lane.ts), null for everything else, which has an
-- index of its own that lanes cost nothing. `held`: the counters in which a running attempt has a place. `deaths`: the workers that died
-- while they ran it, one after the other, `poisoned_at`: so many that nobody runs it any more.
alter table baton.activity
  add column lane text collate "C",
  add column held text[] not null default '{}',
  add column deaths text,
  add column losses integer not null default 0,
  add column poisoned_at timestamptz;

-- Levels from 1 to 5. 0 was the default before.
update baton.activity set priority = case when priority = 0 then 3 else least(5, greatest(1, priority)) end;
alter table baton.activity
  alter column priority set default 3,
  add constraint activity_priority check (priority between 1 and 5),
  add constraint activity_losses check (losses >= 0),
  add constraint activity_poisoned check (poisoned_at is null or lane is not null);

drop index baton.activity_queued;
create index activity_queued on baton.activity (shard, queue, priority desc, available_at) where state = 'queued' and lane is null;
create index activity_lane on baton.activity (shard, queue, lane, priority desc, available_at)
  where state = 'queued' and lane is not null and poisoned_at is null;
create index activity_held on baton.activity (shard) where held <> '{}';

-- What limits say. A person's stands before what the code of workers declares.
create table baton.limit_rule (
  scope text collate "C" not null,
  name text collate "C" not null,
  source text collate "C" not null,
  max_concurrent integer,
  per_second double precision,
  burst integer not null,
  while_async text collate "C" not null default 'hold',
  set_by text,
  updated_at timestamptz not null default now(),
  constraint limit_rule_pkey primary key (scope, name, source),
  constraint limit_rule_scope check (scope in ('queue', 'activity', 'key')),
  constraint limit_rule_source check (source in ('code', 'operator')),
  constraint limit_rule_settings check (
    (max_concurrent is not null or per_second is not null) and max_concurrent >= 0 and per_second > 0 and burst >= 1
  ),
  constraint limit_rule_async check (while_async in ('hold', 'free'))
);

-- Places that are taken. A counter with a check, never a count: two claims can't both see the last place. Only claims write here, so ends never
-- wait for each other: what they give back lies in `limit_release` until the next claim counts it.
create table baton.limit_counter (
  id text collate "C" not null,
  used integer not null default 0,
  capacity integer,
  tokens double precision,
  refilled_at timestamptz not null default now(),
  frees_async boolean not null default false,
  constraint limit_counter_pkey primary key (id),
  constraint limit_counter_room check (used >= 0 and (capacity is null or used <= capacity)),
  constraint limit_counter_tokens check (tokens is null or tokens >= 0)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 200);

-- A place that an attempt has given back, in the transaction that ended it. The key says that each attempt gives back once.
create table baton.limit_release (
  shard smallint not null,
  counter text collate "C" not null,
  run_id uuid not null,
  activity_id text collate "C" not null,
  attempt integer not null,
  constraint limit_release_pkey primary key (shard, counter, run_id, activity_id, attempt)
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_limit = 4000);

-- Whose turn it is in a queue: the key with the smallest pass. Key '' is everything that has none, and knows the queue's virtual time.
create table baton.fair_share (
  queue text collate "C" not null,
  key text collate "C" not null,
  pass double precision not null,
  virtual double precision not null default 0,
  updated_at timestamptz not null default now(),
  constraint fair_share_pkey primary key (queue, key)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 200);
