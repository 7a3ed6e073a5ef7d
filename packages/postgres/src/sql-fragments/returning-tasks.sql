returning
  a.shard, a.run_id, a.activity_id, a.name, a.input, a.options, a.workflow, a.workflow_id, a.attempt, a.session_id, a.session_shard,
  a.epoch, a.priority, a.available_at, a.scheduled_at, a.started_at, a.last_failure,
  (
    select h.details from baton.heartbeat h
    where h.shard = a.shard and h.run_id = a.run_id and h.activity_id = a.activity_id
  ) as checkpoint
