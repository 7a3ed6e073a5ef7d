-- Histories in full words, for people who look into the database: an event a row. The engine does not read this. What is not said in `fields` has
-- its default. Events that are lists are named by place. packages/core/src/event-shapes.ts has the same table, and a test compares the two.
create view baton.history_event as
select
  h.shard,
  h.run_id,
  h.seq + e.place::integer - 2 as seq,
  h.at,
  coalesce(shape.type, e.event ->> 't', e.event ->> 'type') as type,
  case
    when shape.code is null then e.event - 't' - 'type'
    else coalesce(e.event -> (cardinality(shape.places) + 1), '{}') || (
      select jsonb_object_agg(named.field, coalesce(e.event -> named.place::integer, 'null'))
      from unnest(shape.places) with ordinality as named (field, place)
    )
  end as fields
from baton.history h
cross join lateral jsonb_array_elements(h.events::jsonb) with ordinality as e (event, place)
left join (
  values
    ('R', 'RunStarted', '{workflow,workflowId,taskQueue,input}'::text[]),
    ('E', 'RunCompleted', '{result}'),
    ('S', 'ActivityScheduled', '{activityId,name,input,options}'),
    ('C', 'ActivityCompleted', '{activityId,result}'),
    ('T', 'TimerStarted', '{timerId,fireAtMs}'),
    ('F', 'TimerFired', '{timerId}'),
    ('G', 'SignalReceived', '{name,payload}'),
    ('M', 'Marked', '{kind,value}')
) as shape (code, type, places) on jsonb_typeof(e.event) = 'array' and e.event ->> 0 = shape.code
where e.place > 1;
