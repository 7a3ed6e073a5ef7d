-- How far keys have come in their queues, and the queues themselves (key '').
select f.queue, f.key, f.pass, f.virtual
from unnest($1::text[], $2::text[]) as item (queue, key)
join baton.fair_share f on f.queue = item.queue and f.key = item.key
