// What open runs wait for, in a few words, for lists: from rows alone, without reading histories. A run's own page says it better.
import type { RunId } from '@baton/core';
import type { Pool } from 'pg';

interface Facts {
  readonly runId: RunId;
  readonly blocked: boolean;
  /** An activity that nobody runs, since it ended its workers. */
  readonly stopped: string | null;
  readonly task: string | null;
  readonly retrying: string | null;
  readonly running: string | null;
  readonly elsewhere: string | null;
  readonly queued: string | null;
  readonly sessions: number;
  readonly moves: boolean;
  /** The queue of a run that nobody decides for. */
  readonly deserted: string | null;
  readonly timer: boolean;
}

interface Now {
  readonly text: string;
  readonly isBusy: boolean;
}

/** By run; only those that are open. */
export async function waitingOf(
  pool: Pool,
  runs: readonly { readonly shard: number; readonly runId: RunId }[],
): Promise<ReadonlyMap<RunId, Now>> {
  if (runs.length === 0) return new Map();
  const { rows } = await pool.query<Facts>(FACTS, [
    runs.map((run) => run.shard),
    runs.map((run) => run.runId),
  ]);
  return new Map(rows.map((facts) => [facts.runId, nowOf(facts)]));
}

type Say = (facts: Facts) => string | null;

/** Most urgent first, in the order of core's `waitingFor`; and whether it works meanwhile. */
const sentences: readonly (readonly [Say, 'busy' | 'waits'])[] = [
  [
    ({ stopped }) => (stopped === null ? null : `Stopped: ${stopped} ended its worker several times`),
    'waits',
  ],
  [({ blocked }) => (blocked ? 'Blocked: no worker can go on with it' : null), 'waits'],
  [({ task }) => (task === null ? null : `Waiting for a person: ${task}`), 'waits'],
  [({ retrying }) => (retrying === null ? null : `Waiting to retry ${retrying}`), 'busy'],
  [({ running }) => (running === null ? null : `Running ${running}`), 'busy'],
  [({ elsewhere }) => (elsewhere === null ? null : `Waiting for ${elsewhere} to be completed`), 'waits'],
  [({ queued }) => (queued === null ? null : `Waiting for a worker: ${queued}`), 'waits'],
  [({ sessions }) => (sessions > 0 ? 'Waiting for a session' : null), 'waits'],
  [
    ({ moves, deserted }) =>
      moves && deserted !== null ? `Waiting for a worker of queue ${deserted}` : null,
    'waits',
  ],
  [({ moves }) => (moves ? 'Running' : null), 'busy'],
  [({ timer }) => (timer ? 'Waiting for a timer' : null), 'waits'],
];

function nowOf(facts: Facts): Now {
  for (const [say, how] of sentences) {
    const text = say(facts);
    if (text !== null) return { text, isBusy: how === 'busy' };
  }
  return { text: 'Waiting for a signal', isBusy: false };
}

const FACTS = `
  select
    run.id as "runId",
    run.blocked is not null as blocked,
    (
      select task.title from baton.human_task as task
      where task.shard = run.shard and task.run_id = run.id and task.state in ('open', 'claimed')
      order by task.created_at
      limit 1
    ) as task,
    activities.stopped, activities.retrying, activities.running, activities.elsewhere, activities.queued,
    (
      select count(*)::integer from baton.session
      where session.shard = run.shard and session.run_id = run.id and session.state in ('requested', 'suspended')
    ) as sessions,
    case
      when not exists (
        select from baton.worker
        where worker.state = 'active' and worker.lease_until >= now() and worker.owns_runs and run.task_queue = any (worker.task_queues)
      )
      then run.task_queue
    end as deserted,
    exists (select from baton.inbox where inbox.shard = run.shard and inbox.run_id = run.id) as moves,
    exists (select from baton.timer where timer.shard = run.shard and timer.run_id = run.id) as timer
  from unnest($1::smallint[], $2::uuid[]) as wanted(shard, id)
  join baton.run on run.shard = wanted.shard and run.id = wanted.id
  cross join lateral (
    select
      min(name) filter (where poisoned_at is not null and state = 'queued') as stopped,
      min(name) filter (where state = 'queued' and last_failure is not null and available_at > now()) as retrying,
      min(name) filter (where state = 'running') as running,
      min(name) filter (where state = 'async') as elsewhere,
      min(name) filter (where state = 'queued') as queued
    from baton.activity
    where activity.shard = run.shard and activity.run_id = run.id
  ) as activities`;
