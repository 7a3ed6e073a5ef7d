-- What limits hold: a person's before what code declares.
select distinct on (r.scope, r.name) r.scope, r.name, r.source, r.max_concurrent, r.per_second, r.burst, r.while_async, r.set_by
from baton.limit_rule r
order by r.scope, r.name, r.source desc
