// Fills a database with runs that have been there for long: parked ones that wait for a person, and closed ones with their histories. Each is a
// copy of a run that the engine itself has made, with ids of its own, so that every row is one that the engine would have written.
import { randomBytes } from 'node:crypto';
import { makeRunId, shardOf, type RunId } from '@baton/core';
import pg from 'pg';

export interface Templates {
  /** It waits for a person. */
  readonly parked: { readonly runId: RunId; readonly workflowId: string };
  /** It has ended after such a wait. */
  readonly closed: { readonly runId: RunId; readonly workflowId: string };
}

export interface State {
  readonly parked: number;
  readonly closed: number;
  readonly historyRows: number;
}

/** Runs of one statement. */
const BATCH = 20_000;
/** Runs are as many milliseconds apart as fit into this time. */
const SPREAD_MS = 30 * 86_400_000;

export async function loadState(
  databaseUrl: string,
  templates: Templates,
  wanted: { readonly runs: number; readonly history: number },
): Promise<State> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const rowsOf = async ({ runId }: { readonly runId: RunId }): Promise<number> => {
      const { rows } = await client.query<{ n: number }>(
        'select count(*)::integer as n from baton.history where run_id = $1',
        [runId],
      );
      return rows[0]?.n ?? 0;
    };
    const [perParked, perClosed] = [await rowsOf(templates.parked), await rowsOf(templates.closed)];
    const closed = Math.max(0, Math.ceil((wanted.history - wanted.runs * perParked) / perClosed));
    // A crash loses the load, and nobody needs it after that.
    await client.query('set synchronous_commit = off');
    await copies(client, templates.closed, closed, 'closed');
    await copies(client, templates.parked, wanted.runs, 'parked');
    await client.query(AUDIT, [Math.ceil(wanted.runs / 2)]);
    await client.query('vacuum (analyze)');
    return { parked: wanted.runs, closed, historyRows: wanted.runs * perParked + closed * perClosed };
  } finally {
    await client.end();
  }
}

async function copies(
  client: pg.Client,
  template: Templates['parked'],
  n: number,
  prefix: string,
): Promise<void> {
  const sinceMs = Date.now() - SPREAD_MS;
  for (let at = 0; at < n; at += BATCH) {
    const many = Array.from({ length: Math.min(BATCH, n - at) }, (_, index) => {
      const workflowId = `${prefix}-order-${at + index}`;
      const shard = shardOf(workflowId);
      const startedMs = Math.floor(sinceMs + (SPREAD_MS * (at + index)) / n);
      return {
        workflowId,
        shard,
        runId: makeRunId(shard, startedMs, randomBytes(8)),
        startedMs,
        place: at + index,
      };
    });
    const values = [
      template.runId,
      template.workflowId,
      many.map(({ shard }) => shard),
      many.map(({ runId }) => runId),
      many.map(({ workflowId }) => workflowId),
      many.map(({ startedMs }) => startedMs),
      many.map(({ place }) => place),
    ];
    await client.query('begin');
    for (const text of COPIES) await client.query(text, values);
    await client.query('commit');
  }
}

const COPY = `from unnest($3::smallint[], $4::uuid[], $5::text[], $6::float8[], $7::integer[])
    as copy (shard, id, workflow_id, started_ms, place)`;
const MOVED = `to_timestamp(copy.started_ms / 1000) - (select started_at from baton.run where id = $1::uuid)`;
/** A tenth of the tasks is somebody's own, the others are a group's. */
const ASSIGNEES = `case when copy.place % 10 = 0 then array['person-' || copy.place % 5000 || '@example.com'] else task.assignees end`;

// Parameters that a statement doesn't use are named, so that it has a type for each.
const USES_ALL = `$2::text is not null and $7::integer[] is not null`;

const COPIES = [
  `insert into baton.run (
     shard, id, started_at, closed_at, workflow_id, workflow, task_queue, status, started_by, attributes, design_id, design_version
   )
   select copy.shard, copy.id, to_timestamp(copy.started_ms / 1000), run.closed_at + (${MOVED}), copy.workflow_id, run.workflow,
     run.task_queue, run.status, run.started_by, run.attributes,
     case when copy.place % 2 = 0 then '00000000-0000-7000-8000-0000000000' || lpad((copy.place % 20)::text, 2, '0') end, case when copy.place % 2 = 0 then 1 end
   ${COPY}
   join baton.run on run.id = $1::uuid
   where ${USES_ALL}`,
  `insert into baton.history (at, seq, count, shard, run_id, events)
   select row.at + (${MOVED}), row.seq, row.count, copy.shard, copy.id, replace(row.events, $2, copy.workflow_id)
   ${COPY}
   join baton.history as row on row.run_id = $1::uuid
   where ${USES_ALL}`,
  `insert into baton.activity (
     shard, run_id, activity_id, name, queue, state, attempt, priority, available_at, scheduled_at, started_at, async_at, deadline_at,
     async_timeout_ms, is_human, workflow, workflow_id, label, input, options
   )
   select copy.shard, copy.id, a.activity_id, a.name, a.queue, a.state, a.attempt, a.priority, a.available_at + (${MOVED}),
     a.scheduled_at + (${MOVED}), a.started_at + (${MOVED}), a.async_at + (${MOVED}), a.deadline_at,
     a.async_timeout_ms, a.is_human, a.workflow, copy.workflow_id, a.label, a.input, a.options
   ${COPY}
   join baton.activity as a on a.run_id = $1::uuid
   where ${USES_ALL}`,
  `insert into baton.human_task (
     shard, run_id, activity_id, workflow, workflow_id, label, title, spec, assignees, priority, state, requested_by, created_at, due_at,
     closed_at, decided_by, outcome, decision, decision_key
   )
   select copy.shard, copy.id, task.activity_id, task.workflow, copy.workflow_id, task.label, task.title, task.spec, ${ASSIGNEES},
     task.priority, task.state, task.requested_by, task.created_at + (${MOVED}), now() + (copy.place % 100000) * interval '1 second',
     task.closed_at + (${MOVED}), task.decided_by, task.outcome, task.decision, task.decision_key
   ${COPY}
   join baton.human_task as task on task.run_id = $1::uuid
   where ${USES_ALL}`,
  `insert into baton.human_task_assignee (shard, assignee, due_at, run_id, activity_id)
   select task.shard, lower(name.assignee), task.due_at, task.run_id, task.activity_id
   ${COPY}
   join baton.human_task as task on task.shard = copy.shard and task.run_id = copy.id and task.closed_at is null
   cross join unnest(task.assignees) as name (assignee)
   where ${USES_ALL} and $1::uuid is not null`,
  `insert into baton.human_task_event (shard, run_id, activity_id, id, at, kind, actor, details)
   select copy.shard, copy.id, e.activity_id, baton.new_id(), e.at + (${MOVED}), e.kind, e.actor, e.details
   ${COPY}
   join baton.human_task_event as e on e.run_id = $1::uuid
   where ${USES_ALL}`,
  // A closed session of each tenth closed run.
  `insert into baton.session (shard, id, run_id, task_queue, state, options, resources, amounts, requested_at, closed_at)
   select copy.shard, copy.id::text || '/1', copy.id, run.task_queue, 'closed', '{}', '{}', '{}', to_timestamp(copy.started_ms / 1000), now()
   ${COPY}
   join baton.run on run.id = $1::uuid and run.closed_at is not null
   where ${USES_ALL} and copy.place % 10 = 0`,
];

const AUDIT = `insert into baton.audit_event (actor, action, object_kind, object_id)
  select 'person:' || n % 100, 'runs.start', 'run', n::text from generate_series(1, $1::integer) as place (n)`;
