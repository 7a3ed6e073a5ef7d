-- Counters of keys, and turns, that nobody has needed for an hour. A key that comes back begins where its queue is.
with idle as (
  delete from baton.limit_counter c
  where c.used = 0 and c.id like 'key:%' and c.refilled_at < now() - interval '1 hour'
)
delete from baton.fair_share f
where f.key <> '' and f.updated_at < now() - interval '1 hour'
