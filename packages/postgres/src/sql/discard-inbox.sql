-- Rows that cause no event. Only where nothing has been appended since their owner looked: another owner may count on them. Found and deleted
-- as by consume-inbox.sql.
delete from baton.inbox i
using (
  select m.shard, m.id, m.run_id
  from unnest($1::smallint[], $2::uuid[], $3::integer[], $4::uuid[]) as item (shard, run_id, next_seq, id)
-- include: inbox-by-id
  where item.next_seq = (
    select h.seq + h.count
    from baton.history h
    where h.shard = item.shard and h.run_id = item.run_id
    order by h.seq desc
    limit 1
  )
) as found
where i.shard = any (array[found.shard]) and i.id = found.id and i.run_id = found.run_id
