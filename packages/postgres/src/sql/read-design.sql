-- A published version of a design. It never changes, so whoever reads it may keep it.
select v.document
from baton.design_version v
where v.design_id = $1 and v.version = $2
