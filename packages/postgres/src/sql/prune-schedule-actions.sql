-- Keeps the last thousand actions of a schedule, and those whose run may be open.
delete from baton.schedule_action a
where a.schedule_id = $1
  and not a.open
  and a.id < (
    select b.id from baton.schedule_action b where b.schedule_id = $1 order by b.id desc offset 1000 limit 1
  )
