-- Brings what waits, and came before there was a limit on its queue or its name, into its lane. One shard at a time.
update baton.activity a
set lane = a.name || e'\x1f\x1f\x1f'
where a.shard = $1 and a.state = 'queued' and a.lane is null
  and (
    exists (select from baton.limit_rule r where r.scope = 'queue' and r.name = a.queue)
    or exists (select from baton.limit_rule r where r.scope = 'activity' and r.name = a.name)
  )
returning a.queue
