-- The first of what is in no lane, as candidates beside the heads of lanes: what claim-activities.sql takes, without its locks.
select a.shard, a.run_id, a.activity_id, look.queue, a.name, look.priority, a.available_at
-- include: plain-rows
) as a
-- Nothing: the numbers are those of the shared part, and claim-activities.sql has its claim there.
where $6::text is null
limit $5
