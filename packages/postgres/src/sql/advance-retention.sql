-- Where the next look at a shard begins, and when. A look that has come to its end begins anew after a pause of `$3` (a tenth more or less, so that the shards
-- spread over it).
update baton.retention r
set cursor = $2, due_at = case when $2::uuid is null then now() + $3::bigint * interval '1 millisecond' * (0.9 + 0.2 * random()) else now() end
where r.shard = $1
