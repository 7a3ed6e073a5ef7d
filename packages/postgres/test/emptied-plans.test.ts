// Tables in which things come and go have next to no rows when they are analyzed. Then all their indexes look alike to the planner, also those that
// would read every entry of a shard, or all; and where a reader holds a snapshot, those are hundreds of thousands. So the plans that are made for
// full tables are compared with those for the same tables when next to all of their rows are dead.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { statements } from '../src/connection/statements.ts';
import { testDatabase, type TestDatabase } from '../src/testing.ts';
import { planner, planOf } from './plan-of.ts';

type Looks = ReadonlyMap<string, string>;

const runs = 10_000;
const lefts = [20, 3, 2, 1, 0];

const others = [
  // These read the open sessions, or those that wait, of their shards by another index, when there are next to none. Rare: when a worker registers,
  // drains or is lost, while a session waits for a worker, and for pages. And the table is never empty, as closed sessions stay.
  'drain-sessions',
  'list-open-sessions',
  'list-sessions',
  'list-workers',
  'sessions-of-run',
  'sessions-of-worker',
  'sessions-to-sweep',
  'stranded-sessions',
  // Read what waits, of a shard or of all: when a limit is declared, and for the page of limits.
  'list-limits',
  'mark-limited',
  // Reads the open runs of its shard for each link of a chain that retention looks at.
  'look-at-closed',
];
const names = [...statements.keys()].filter((name) => !others.includes(name));

describe('where a reader holds a snapshot', () => {
  let database: TestDatabase;
  let full: Looks;
  const emptied = new Map<number, Looks>();

  beforeAll(async () => {
    database = await testDatabase();
    const client = await connected(database.url);
    const reader = await connected(database.url);
    await client.query(fill);
    await client.query('analyze');
    full = await plans(database.url);
    await reader.query('begin isolation level repeatable read; select from baton.run limit 1');
    for (const left of lefts) {
      await client.query(thinnedTo(left));
      await client.query('vacuum analyze');
      emptied.set(left, await plans(database.url));
    }
    await reader.end();
    await client.end();
  }, 60_000);
  afterAll(() => database.drop());

  test.each(names)('%s finds rows among dead ones as among living', (name) => {
    const expected = Object.fromEntries(lefts.map((left) => [left, full.get(name)]));
    expect(Object.fromEntries(lefts.map((left) => [left, emptied.get(left)?.get(name)]))).toEqual(expected);
  });

  test('looks are told apart', () => {
    expect(full.get('poll-inbox')).toBe('inbox_pkey (shard id)');
    expect(full.get('remove-timers')).toBe('timer_pkey (shard run_id timer_id)');
    expect(full.get('close-runs')).toContain('inbox_dedup (shard run_id)');
    expect(full.get('claim-activities')).toContain('activity_queued (shard queue priority available_at)');
  });
});

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

async function plans(url: string): Promise<Looks> {
  const client = await planner(url);
  const found = new Map<string, string>();
  for (const name of statements.keys()) found.set(name, looksOf(await planOf(client, name)));
  await client.end();
  return found;
}

// With the line after it, which holds the condition, if there is one.
const scan =
  /Scan (?:Backward )?(?:using (\w+) )?on (?:run|inbox|outbox|timer|heartbeat|cancel_request|activity|session|human_task|human_task_assignee)\b.*\n?(.*)/g;

/** Each look at a table where things come and go: the index, with the columns by which it finds rows. */
function looksOf(plan: string): string {
  const looks = [...plan.matchAll(scan)].map(([, index = 'no index', next = '']) => {
    const condition = next.includes('Index Cond') ? next : '';
    const columns = [...condition.matchAll(/\((?:ROW\(([\w, ]+)\)|(\w+)) (?:=|>|<)/g)].flatMap(
      ([, row, column = '']) => row?.split(', ') ?? [column],
    );
    return `${index} (${[...new Set(columns)].join(' ')})`;
  });
  return looks.sort().join(', ');
}

// Long names of queues and moments that differ make indexes of many pages, as there are after a while: in a small index PostgreSQL takes a look at several
// shards for cheap.
const queue = 'q'.repeat(200);

const fill = `
  insert into baton.run (shard, id, started_at, workflow_id, workflow, task_queue)
    select n % 64, gen_random_uuid(), now(), 'w' || n, 'wf', '${queue}' from generate_series(1, ${runs}) n;
  create temporary table made as select shard, id, workflow_id, row_number() over () as n from baton.run;
  insert into baton.inbox (shard, id, run_id, task_queue, kind, body)
    select shard, gen_random_uuid(), id, '${queue}', 'wake', '' from made;
  insert into baton.outbox (shard, id, from_run, kind, body) select shard, gen_random_uuid(), id, 'message', '' from made;
  insert into baton.timer (shard, run_id, timer_id, task_queue, fire_at) select shard, id, 't1', '${queue}', now() + n * interval '1 s' from made;
  insert into baton.heartbeat (shard, run_id, activity_id, attempt, sequence, at) select shard, id, 'a1', 1, 1, now() from made;
  insert into baton.cancel_request (shard, run_id, activity_id, attempt, epoch, worker_id, reason)
    select shard, id, 'a1', 1, 1, 'w1', '' from made;
  insert into baton.activity (
    shard, run_id, activity_id, name, queue, state, attempt, epoch, available_at, scheduled_at, started_at, deadline_at, worker_id,
    session_id, session_shard, workflow, workflow_id, input, options, priority, lane
  )
    select
      shard, id, 'a1', 'act', '${queue}', case when n % 4 = 0 then 'running' else 'queued' end, 1, 1, now() - n * interval '1 s', now(), now(),
      now() + n * interval '1 s',
      case when n % 4 = 0 then 'w' || shard end, case when n % 4 = 1 then 's' || n end, case when n % 4 = 1 then shard end, 'wf', workflow_id,
      '', '', 3, case when n % 4 = 2 then 'lane' || n end
    from made;
  insert into baton.session (
    shard, id, run_id, task_queue, state, worker_id, worker_key, expires_at, options, resources, amounts, requested_at, deadline_at, suspended_at
  )
    select
      shard, 's' || n, id, '${queue}', (array['requested', 'open', 'suspended'])[n % 3 + 1], 'w' || shard, 'k' || shard, now(), '', '{}', '{}',
      now() - n * interval '1 s', now() + n * interval '1 s', case when n % 3 = 2 then now() end
    from made;
  insert into baton.human_task (shard, run_id, activity_id, workflow, workflow_id, title, spec, assignees, priority, created_at)
    select shard, id, 'a1', 'wf', workflow_id, '', '', '{}', 1, now() from made;
  insert into baton.human_task_assignee (shard, assignee, due_at, run_id, activity_id)
    select shard, 'somebody', 'infinity', id, 'a1' from made;`;

const thinned = [
  'inbox',
  'outbox',
  'timer',
  'heartbeat',
  'cancel_request',
  'activity',
  'human_task',
  'human_task_assignee',
];

/** Closed runs and sessions stay, but those that are open have indexes of their own. */
function thinnedTo(left: number): string {
  const deleted = thinned.map(
    (table) =>
      `delete from baton.${table} where ctid not in (select ctid from baton.${table} limit ${left});`,
  );
  return `${deleted.join('\n')}
    update baton.run set status = 'completed', closed_at = now()
    where status = 'running' and ctid not in (select ctid from baton.run where status = 'running' limit ${left});
    update baton.session set state = 'closed', closed_at = now(), suspended_at = null, deadline_at = null
    where state <> 'closed' and ctid not in (select ctid from baton.session where state <> 'closed' limit ${left})`;
}
