-- Rows of activities that wait to be cleaned up, as the statistics know.
select coalesce(sum(t.n_dead_tup), 0)::bigint as dead
from pg_stat_user_tables t
where t.schemaname = 'baton' and t.relname = 'activity'
