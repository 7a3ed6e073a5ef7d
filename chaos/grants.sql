-- What the storm writes down about each session, in its own throw-away database: every change of state, by a trigger that the system under test
-- knows nothing of. With commit times on, entries are put in the order in which their transactions were committed.
create schema chaos;

create table chaos.grant_log (
  n bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null default clock_timestamp(),
  shard smallint not null,
  session_id text not null,
  run_id uuid not null,
  task_queue text not null,
  wanted_key text,
  was text,
  state text not null,
  epoch integer not null,
  worker_key text,
  worker_id text,
  resources text[] not null,
  amounts bigint[] not null,
  requested_at timestamptz not null,
  creation_ms bigint not null,
  reason text
);

create function chaos.note_session() returns trigger
language plpgsql
as $$
begin
  if tg_op = 'UPDATE' then
    if new.state = old.state and new.epoch = old.epoch and new.worker_key is not distinct from old.worker_key then
      return null;
    end if;
  end if;
  insert into chaos.grant_log (
    shard, session_id, run_id, task_queue, wanted_key, was, state, epoch, worker_key, worker_id, resources, amounts, requested_at, creation_ms,
    reason
  )
  values (
    new.shard, new.id, new.run_id, new.task_queue, new.wanted_key, case when tg_op = 'UPDATE' then old.state end, new.state, new.epoch,
    new.worker_key, new.worker_id, new.resources, new.amounts, new.requested_at, (new.options::json ->> 'creationTimeoutMs')::bigint, new.reason
  );
  return null;
end
$$;

create trigger note_session after insert or update on baton.session
for each row execute function chaos.note_session();
