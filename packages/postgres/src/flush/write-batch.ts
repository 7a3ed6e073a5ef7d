// Writes a batch in one transaction and answers what became of each item.
//
// A batch without closers goes out whole. If runs or rows of activities close, two trips: first lock them and look (with a snapshot taken
// after the locks) for messages that the transition has not seen; then write, without the transitions that have to be made again.
import type { Shard } from '@baton/core';
import type { Transition } from '@baton/engine';
import { idArray } from './columns.ts';
import type { CommitItem, FlushItem, StartedOutcome } from './item.ts';
import { planAnew, type Control, type Pipeline } from './pipeline.ts';
import { plan, writePlan, type Closing, type PlannedStatement } from './write-plan.ts';

export interface Written {
  readonly written: readonly FlushItem[];
  /** Closing transitions that met messages they had not seen. Nothing of them is written. */
  readonly unseen: readonly CommitItem[];
  /** Closing transitions of runs that are closed already. */
  readonly late: readonly CommitItem[];
  readonly started: ReadonlyMap<string, StartedOutcome>;
  /** Who may have something new, as the statements themselves found. */
  readonly cancelledWorkers: readonly string[];
  readonly answeredShards: readonly Shard[];
  readonly freedQueues: readonly string[];
  /** Places under limits are free. */
  readonly freedPlaces: boolean;
}

type Rows = readonly Record<string, unknown>[];

export async function writeBatch(
  pipeline: Pipeline,
  batch: readonly FlushItem[],
  newWakeId: () => string,
): Promise<Written> {
  const closers = batch.filter(
    (item): item is CommitItem =>
      item.kind === 'commit' &&
      (item.transition.close !== null || item.transition.closeActivities.length > 0),
  );
  if (closers.length === 0) return write(pipeline, batch, nothingLocked, newWakeId);
  const found = await lockAndLook(pipeline, closers, openingOf(batch.length));
  return write(pipeline, batch, found, newWakeId);
}

interface Found {
  /** A transaction is open. */
  readonly locked: boolean;
  readonly closing: ReadonlyMap<string, Closing>;
  readonly unseen: ReadonlySet<string>;
  readonly closed: ReadonlySet<string>;
}

const nothingLocked: Found = { locked: false, closing: new Map(), unseen: new Set(), closed: new Set() };

/** Leaves the transaction open. */
async function lockAndLook(
  pipeline: Pipeline,
  closers: readonly CommitItem[],
  opening: readonly Control[],
): Promise<Found> {
  const runs = closers.filter(({ transition }) => transition.close !== null);
  const runRows = runs.map(({ transition: t }) => [t.shard, t.runId, idArray(t.consume), decides(t)]);
  const activityRows = closers.flatMap(({ transition: t }) =>
    t.close !== null
      ? []
      : t.closeActivities.map(({ activityId }) => [t.shard, t.runId, activityId, idArray(t.consume)]),
  );
  // The locks of both kinds first, runs before activities.
  const locks = [...plan('lock-runs', 2, runRows), ...plan('lock-activities', 3, activityRows)];
  const looks = [
    ...plan('check-closing-runs', 4, runRows),
    ...plan('check-closing-activities', 4, activityRows),
  ];
  const answers = await orRollback(pipeline, [...opening, ...locks, ...looks]);
  const rowsOf = (name: string): Rows =>
    looks.flatMap(({ statement }, at) =>
      statement === name ? (answers[opening.length + locks.length + at] ?? []) : [],
    );
  const rows = rowsOf('check-closing-runs') as unknown as readonly LockedRun[];
  const closed = rowsOf('check-closing-activities');
  return {
    locked: true,
    closing: new Map(rows.map((row) => [row.run_id, row])),
    unseen: new Set([...rows.filter((row) => row.unseen), ...closed].map((row) => String(row['run_id']))),
    closed: new Set(rows.filter((row) => !row.open).map((row) => row.run_id)),
  };
}

type LockedRun = Closing & {
  readonly run_id: string;
  readonly open: boolean;
  readonly unseen: boolean;
} & Rows[number];

/** A run that is terminated or timed out drops what it hasn't seen, unless another goes on: no code could decide otherwise. */
function decides({ close }: Transition): boolean {
  if (close?.status !== 'terminated' && close?.status !== 'timedOut') return true;
  return close.next !== null;
}

async function write(
  pipeline: Pipeline,
  batch: readonly FlushItem[],
  found: Found,
  newWakeId: () => string,
): Promise<Written> {
  const left = { late: batch.filter(isIn(found.closed)), unseen: batch.filter(isIn(found.unseen)) };
  const leftOut = new Set<FlushItem>([...left.late, ...left.unseen]);
  const items = leftOut.size === 0 ? batch : batch.filter((item) => !leftOut.has(item));
  const planned = writePlan(items, found.closing, newWakeId);
  const answers = await send(pipeline, planned, { locked: found.locked, size: batch.length });
  const rowsOf = (name: string): Rows =>
    planned.flatMap(({ statement }, at) => (statement === name ? (answers[at] ?? []) : []));
  const cancelled = [...rowsOf('cancel-activities'), ...rowsOf('clear-activities')];
  const freed = [...rowsOf('release-sessions'), ...rowsOf('clear-sessions')];
  return {
    written: items,
    ...left,
    started: startedOf(items, rowsOf('start-runs')),
    cancelledWorkers: distinct(cancelled.map((row) => row['worker_id'] as string | null)),
    answeredShards: distinct(cancelled.map((row) => (row['answered_shard'] ?? null) as Shard | null)),
    freedPlaces: [...rowsOf('close-activities'), ...rowsOf('clear-activities')].some(
      (row) => row['freed'] === true,
    ),
    freedQueues: distinct(freed.map((row) => row['task_queue'] as string)),
  };
}

function isIn(runs: ReadonlySet<string>): (item: FlushItem) => item is CommitItem {
  return (item): item is CommitItem => item.kind === 'commit' && runs.has(item.transition.runId);
}

async function send(
  pipeline: Pipeline,
  planned: readonly PlannedStatement[],
  { locked, size }: { readonly locked: boolean; readonly size: number },
): Promise<readonly Rows[]> {
  const opening = locked ? [] : openingOf(size);
  // A single statement is a transaction by itself.
  if (!locked && planned.length === 1 && opening.length === 1) return pipeline.send(planned);
  const answers = await orRollback(pipeline, [...opening, ...planned, 'commit']);
  return answers.slice(opening.length, -1);
}

// Planning anew costs about 0.1 ms a statement.
const largeBatch = 32;

function openingOf(size: number): readonly Control[] {
  return size < largeBatch ? ['begin'] : ['begin', planAnew];
}

/** A failed transaction is ended by its `commit`, but only if that was sent. */
async function orRollback(
  pipeline: Pipeline,
  statements: Parameters<Pipeline['send']>[0],
): Promise<readonly Rows[]> {
  try {
    return await pipeline.send(statements);
  } catch (error) {
    if (!statements.includes('commit')) await pipeline.send(['rollback']).catch(() => pipeline.drop());
    throw error;
  }
}

function startedOf(items: readonly FlushItem[], rows: Rows): ReadonlyMap<string, StartedOutcome> {
  const atMs = new Map(rows.map((row) => [row['id'] as string, row['started_at'] as number]));
  const outcomes = new Map<string, StartedOutcome>();
  for (const item of items) {
    if (item.kind !== 'start') continue;
    const { runId } = item.request.ref;
    const at = atMs.get(runId);
    outcomes.set(runId, at === undefined ? null : { kind: 'started', atMs: at, inboxId: item.wakeId });
  }
  return outcomes;
}

function distinct<T>(values: readonly (T | null)[]): readonly T[] {
  return [...new Set(values)].filter((value): value is T & {} => value !== null);
}
