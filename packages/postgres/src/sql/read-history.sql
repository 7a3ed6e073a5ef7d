-- Whole rows from the one that holds the event after `$3`. The inner query finds that row by the key, so that a long history isn't read
-- to follow its end.
select h.seq, h.at, h.events
from baton.history h
where h.shard = $1 and h.run_id = $2
  and h.seq >= (
    select coalesce(max(first.seq), 0) from baton.history first
    where first.shard = $1 and first.run_id = $2 and first.seq <= $3::integer + 1
  )
  and h.seq + h.count - 1 > $3
order by h.seq
limit $4
