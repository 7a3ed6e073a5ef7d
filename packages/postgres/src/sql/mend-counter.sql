-- Sets a counter right that audit-limits.sql has found wrong; it is locked, and what it is to be was found after that.
update baton.limit_counter c
set used = c.used + ($3::integer - $2::integer), capacity = case when c.capacity is null then null else greatest(c.capacity, c.used + ($3::integer - $2::integer)) end
where c.id = $1
