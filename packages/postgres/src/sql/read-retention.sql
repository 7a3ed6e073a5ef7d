-- How long closed runs are kept, as JSON; no row: the default.
select s.value
from baton.setting s
where s.key = 'retention'
