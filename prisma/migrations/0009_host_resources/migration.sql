-- Resources that the workers of one host share. A pool is a row of `reservation`: what one worker offers for itself stands under its key, what a
-- host has under `host/` and the host's id (no worker key has a slash). A session says from which pool it has each of its resources.
alter table baton.worker
  add column host_id text collate "C",
  add column host_resources text[] not null default '{}';

create index worker_host on baton.worker (host_id) where state in ('active', 'draining');

-- In parallel with `resources`, empty while it waits, and for sessions from before, which have all from their worker.
alter table baton.session
  add column pools text[] not null default '{}',
  add constraint session_pools check (cardinality(pools) in (0, cardinality(resources)));
