-- What a schedule starts of a design: the version that it names, else the latest, as it is at this moment.
select d.name, d.archived_at is not null as archived, coalesce($2::integer, d.published_version) as version, v.document
from baton.design d
left join baton.design_version v on v.design_id = d.id and v.version = coalesce($2::integer, d.published_version)
where d.id = $1
