-- The next runs of a shard, oldest first, and what is to become of them. Ids begin with the time of the start, and nothing ends before it starts:
-- so the primary key is enough, and the close of a run pays for no index on when it was. A link of a chain (continued as new, or reset while
-- it was open) loses its history in time, but its row stays while the chain's end is open or young: what is sent to it finds that end.
-- `size` is at least the number of rows that its history has.
with looked as materialized (
  select r.id, r.workflow_id, r.closed_at, r.next_run_id, r.parent_run_id, r.left_at
  from baton.run r
  where r.shard = $1
    and r.id > coalesce($2, '00000000-0000-0000-0000-000000000000'::uuid)
    and r.id < (lpad(to_hex((extract(epoch from now()) * 1000)::bigint - $3::bigint), 12, '0') || '70000000000000000000')::uuid
  order by r.id
  limit $4
)
select
  l.id,
  l.parent_run_id as parent,
  case
    when l.closed_at is null or l.closed_at >= now() - $3::bigint * interval '1 millisecond' then 'stays'
    when l.next_run_id is null then 'leaves'
    when coalesce(
      (
        select n.closed_at < now() - $3::bigint * interval '1 millisecond'
        from baton.run n
        where n.shard = $1 and n.workflow_id = l.workflow_id
        order by n.id desc
        limit 1
      ),
      false
    ) and not exists (select from baton.run o where o.shard = $1 and o.workflow_id = l.workflow_id and o.status = 'running') then 'leaves'
    when l.left_at is null then 'empties'
    else 'stays'
  end as fate,
  coalesce(
    case
      when l.closed_at < now() - $3::bigint * interval '1 millisecond'
      then (
        select h.seq + h.count
        from baton.history h
        where h.shard = $1 and h.run_id = l.id
        order by h.seq desc
        limit 1
      )
    end,
    0
  ) as size
from looked l
order by l.id
