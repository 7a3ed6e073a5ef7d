-- Moves a schedule on after its ticks. What people set (and its revision) is not touched, so that both can change at once.
update baton.schedule
set
  next_tick_at = to_timestamp($2::float8 / 1000),
  due_at = to_timestamp($3::float8 / 1000),
  buffered = $4,
  remaining = $5,
  started = started + $6,
  skipped = skipped + $7,
  missed = missed + $8,
  failed = failed + $9
where id = $1
