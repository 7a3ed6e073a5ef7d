-- When the next schedule is due, by the first entry of the index; with the time that it is now.
select
  (select min(s.due_at) from baton.schedule s where s.due_at is not null) as due_at,
  coalesce(to_timestamp($1::float8 / 1000), clock_timestamp()) as now
