-- Counters, locked in the order of their key, so that claims that meet wait for each other instead of deadlocking.
select c.id, c.used, c.tokens, c.refilled_at, now() as now
from baton.limit_counter c
where c.id = any ($1::text[])
order by c.id
for no key update
