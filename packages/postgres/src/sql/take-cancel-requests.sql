-- Attempts that this worker has been asked to stop, once.
delete from baton.cancel_request c
using unnest($2::smallint[]) as s (shard)
where (c.shard, c.worker_id) between (s.shard, $1) and (s.shard, $1)
returning c.shard, c.run_id, c.activity_id, c.attempt, c.epoch, c.reason
