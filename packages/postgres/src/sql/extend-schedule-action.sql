-- More ticks with the fate of the last one: one row tells them all, so that a schedule that skips each second keeps its history.
update baton.schedule_action a
set at = clock_timestamp(), until_at = to_timestamp($3::float8 / 1000), count = a.count + $4
where a.schedule_id = $1
  and a.id = (select b.id from baton.schedule_action b where b.schedule_id = $1 order by b.id desc limit 1)
  and a.origin = 'tick'
  and a.outcome = $2
  and a.run_id is null
  and a.message is not distinct from $5
returning a.id
