-- Attempts that this worker has been asked to stop, once.
delete from baton.cancel_request c
where c.shard = any ($2::smallint[]) and c.worker_id = $1
returning c.shard, c.run_id, c.activity_id, c.attempt, c.epoch, c.reason
