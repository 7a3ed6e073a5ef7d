// A run's page, in one answer: what it is, what happened, what is open, and the design that it belongs to.
import { foldRows, type HistoryRow, type RunId, runRef, stamp, waitingFor } from '@baton/core';
import type { PendingActivity, RunRecord } from '@baton/engine';
import type { Ctx, Deps } from '../context.ts';
import { readDocument } from '../designs/document.ts';
import { requireDesign, requireVersion } from '../designs/read-design.ts';
import { tasksOfRun } from '../human-tasks/list-tasks.ts';
import { namesOf } from '../names.ts';
import type { RunDetail } from '../views/runs.ts';
import { notFound, requireRun } from './require-run.ts';
import { historyPage } from './run-history.ts';
import { waitingOf } from './waiting-of.ts';

/** The page shows this many at once and reads on by `runs.history`. */
const FIRST_EVENTS = 2_000;

export async function getRun(ctx: Ctx, runId: RunId): Promise<RunDetail> {
  const { deps } = ctx;
  const { storage } = deps;
  const ref = runRef(runId);
  // The record before the history: a run that closes in between shows its end, and not an end without its events.
  const run = await requireRun(deps, runId);
  const [rows, pending, sessions, tasks, design, names, resets, serverNowMs] = await Promise.all([
    storage.readHistory(ref, 0, FIRST_EVENTS + 1),
    storage.pendingActivities(ref),
    storage.listSessions({ runId, limit: 500 }),
    tasksOfRun(ctx, runId),
    designOf(deps, run),
    namesOf(deps.prisma, [run.by]),
    resetsOf(deps, run),
    storage.now(),
  ]);
  // A link of a chain that goes on: its row is kept, its history has left.
  if (rows.length === 0) throw await notFound(deps, runId);
  const history = historyPage(rows.flatMap(stamp), FIRST_EVENTS);
  const waiting = history.more
    ? ((await waitingOf(deps.pool, [run])).get(runId)?.text ?? '')
    : await sentenceOf(deps, run, { rows, pending, serverNowMs });
  return {
    run,
    byName: names(run.by),
    history,
    pending,
    sessions,
    tasks,
    design,
    resets,
    waiting,
    serverNowMs,
  };
}

interface Seen {
  readonly rows: readonly HistoryRow[];
  readonly pending: readonly PendingActivity[];
  readonly serverNowMs: number;
}

async function sentenceOf(
  { storage, pool }: Deps,
  run: RunRecord,
  { rows, pending, serverNowMs }: Seen,
): Promise<string> {
  const workers = await storage.listWorkers();
  const live = workers.filter(({ state }) => state === 'active' || state === 'draining');
  const views = live.map(({ taskQueues, activities }) => ({
    taskQueues,
    activities: activities.map(({ name }) => name),
  }));
  const { blocked } = run;
  const context = { nowMs: serverNowMs, blocked, workers: views };
  const { kind, text } = waitingFor(foldRows(rows), pending, context);
  // The history is the same before the first step of a run and while its first step waits for a signal; rows tell them apart.
  return kind === 'starting' ? ((await waitingOf(pool, [run])).get(run.runId)?.text ?? text) : text;
}

async function designOf({ prisma }: Deps, { design }: RunRecord): Promise<RunDetail['design']> {
  if (design === null) return null;
  const { designId, version } = design;
  const [{ name }, { document }] = await Promise.all([
    requireDesign(prisma, designId),
    requireVersion(prisma, designId, version),
  ]);
  return { designId, version, name, document: readDocument(document) };
}

async function resetsOf({ pool }: Deps, { shard, runId }: RunRecord): Promise<RunDetail['resets']> {
  const { rows } = await pool.query<RunDetail['resets'][number]>(RESETS, [shard, runId]);
  return rows;
}

const RESETS = `
  select id as "runId", status, trunc(extract(epoch from started_at) * 1000)::float8 as "startedAtMs"
  from baton.run
  where shard = $1 and reset_from = $2
  order by id desc
  limit 20`;
