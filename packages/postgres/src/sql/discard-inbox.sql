-- Rows that cause no event. Only where nothing has been appended since their owner looked: another owner may count on them.
delete from baton.inbox i
using unnest($1::smallint[], $2::uuid[], $3::integer[], $4::uuid[]) as item (shard, run_id, next_seq, id)
where (i.shard, i.id) between (item.shard, item.id) and (item.shard, item.id)
  and item.next_seq = (
    select h.seq + h.count
    from baton.history h
    where h.shard = item.shard and h.run_id = item.run_id
    order by h.seq desc
    limit 1
  )
