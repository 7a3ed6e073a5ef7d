-- How the tables lie on Citus (docs/scaling.md). Once, on the coordinator, after the migrations and before the first run; tables that have rows already are
-- moved, which blocks writes to them meanwhile.
--
-- Three kinds. Distributed: what belongs to runs, by `shard`, all co-located, so that a run with all that is its own lies on one node, and a
-- transaction of one run is a transaction of one node. Reference: small tables that statements of runs join, a copy on each node. Local: the
-- coordination of workers and the studio, which are joined with runs by lists only; they stay on the coordinator.
--
-- 64 shards (SHARD_COUNT of packages/core/src/ids.ts): so many nodes at most can share the work.

create extension if not exists citus;

select create_distributed_table('baton.run', 'shard', colocate_with => 'none', shard_count => 64);
select create_distributed_table('baton.history', 'shard', colocate_with => 'baton.run');
select create_distributed_table('baton.inbox', 'shard', colocate_with => 'baton.run');
select create_distributed_table('baton.outbox', 'shard', colocate_with => 'baton.run');
select create_distributed_table('baton.question', 'shard', colocate_with => 'baton.run');
select create_distributed_table('baton.activity', 'shard', colocate_with => 'baton.run');
select create_distributed_table('baton.cancel_request', 'shard', colocate_with => 'baton.run');
select create_distributed_table('baton.heartbeat', 'shard', colocate_with => 'baton.run');
select create_distributed_table('baton.timer', 'shard', colocate_with => 'baton.run');
select create_distributed_table('baton.session', 'shard', colocate_with => 'baton.run');
select create_distributed_table('baton.limit_release', 'shard', colocate_with => 'baton.run');
select create_distributed_table('baton.human_task', 'shard', colocate_with => 'baton.run');
select create_distributed_table('baton.human_task_assignee', 'shard', colocate_with => 'baton.run');
select create_distributed_table('baton.human_task_event', 'shard', colocate_with => 'baton.run');
select create_distributed_table('baton.retention', 'shard', colocate_with => 'baton.run');

-- Read beside runs by claims and lists.
select create_reference_table('baton.worker');
select create_reference_table('baton.setting');

-- Foreign keys between local tables, triggers on local tables: as they are.
-- local: baton.account
-- local: baton.api_key
-- local: baton.audit_event
-- local: baton.batch
-- local: baton.design
-- local: baton.design_version
-- local: baton.fair_share
-- local: baton.limit_counter
-- local: baton.limit_rule
-- local: baton.login
-- local: baton.person
-- local: baton.reservation
-- local: baton.schedule
-- local: baton.schedule_action
-- local: baton.shard_lease
-- local: baton.verification
