-- Sessions that wait for their worker's key to come back: asked for by each worker that hosts sessions, every few seconds. By `suspended_at`
-- and not by state, so that no other index fits the question: a worker that holds ten thousand open ones reads none of them.
create index session_suspended on baton.session (shard, worker_key) where suspended_at is not null;

-- What the worker offers now. `capacity` may be more for a while: what sessions held already when the worker came back with less.
alter table baton.reservation add column offered bigint not null default 0;
