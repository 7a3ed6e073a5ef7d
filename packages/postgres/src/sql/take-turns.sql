-- Keys have had turns: how far each has come, and where the queue is. In the order of their key. Two claims at once may count a turn of one key
-- once: it is a matter of fairness, not of right.
insert into baton.fair_share as f (queue, key, pass, virtual)
select item.queue, item.key, item.pass, item.virtual
from unnest($1::text[], $2::text[], $3::float8[], $4::float8[]) as item (queue, key, pass, virtual)
order by item.queue, item.key
on conflict (queue, key) do update
set pass = greatest(f.pass, excluded.pass), virtual = greatest(f.virtual, excluded.virtual), updated_at = now()
