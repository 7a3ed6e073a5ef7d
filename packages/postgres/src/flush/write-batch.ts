// Writes a batch in one transaction and answers what became of each item.
//
// A batch without closers goes out whole. If runs or rows of activities close, they are locked first, and then looked at (with a snapshot
// taken after the locks) for messages that the transition has not seen. A small batch says with the look what it expects and goes out
// whole, too: mostly that is so, else nothing is written. Then, and if it is large, two trips: lock and look; then write, without the
// transitions that have to be made again.
import type { Shard } from '@baton/core';
import { codeOf } from '../connection/errors.ts';
import { believedOf, closersOf, closingStatements, type ClosingStatements } from './closers.ts';
import type { CommitItem, FlushItem, StartedOutcome } from './item.ts';
import { planAnew, type Control, type Pipeline } from './pipeline.ts';
import { starting, writePlan, type Closing, type PlannedStatement } from './write-plan.ts';

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
  const closers = closersOf(batch);
  const opening = openingOf(batch.length);
  if (closers.length === 0) return write(pipeline, batch, { ...nothing, opening }, newWakeId);
  const statements = closingStatements(closers);
  if (batch.length < largeBatch) {
    const asExpected = [...opening, ...statements.locks, ...statements.expectations];
    const found = { ...nothing, opening: asExpected, closing: believedOf(closers) };
    const written = await write(pipeline, batch, found, newWakeId).catch(nullIfUnexpected);
    if (written !== null) return written;
  }
  const found = await lockAndLook(pipeline, statements, opening);
  return write(pipeline, batch, found, newWakeId);
}

interface Found {
  /** What goes ahead of the statements that write. Empty: a transaction is open. */
  readonly opening: readonly (PlannedStatement | Control)[];
  readonly closing: ReadonlyMap<string, Closing>;
  readonly unseen: ReadonlySet<string>;
  readonly closed: ReadonlySet<string>;
}

const nothing = { closing: new Map(), unseen: new Set<string>(), closed: new Set<string>() };

/** What expect-closing-*.sql fail with. Other texts that are no values fail with it, too, and will again. */
function nullIfUnexpected(error: unknown): null {
  if (codeOf(error) === '22P02') return null;
  throw error;
}

/** Leaves the transaction open. */
async function lockAndLook(
  pipeline: Pipeline,
  { locks, looks }: ClosingStatements,
  opening: readonly Control[],
): Promise<Found> {
  const answers = await orRollback(pipeline, [...opening, ...locks, ...looks]);
  const rowsOf = (name: string): Rows =>
    looks.flatMap(({ statement }, at) =>
      statement === name ? (answers[opening.length + locks.length + at] ?? []) : [],
    );
  const rows = rowsOf('check-closing-runs') as unknown as readonly LockedRun[];
  const closed = rowsOf('check-closing-activities');
  return {
    opening: [],
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
  const answers = await send(pipeline, found.opening, planned);
  const rowsOf = (name: string): Rows =>
    planned.flatMap(({ statement }, at) => (statement === name ? (answers[at] ?? []) : []));
  const cancelled = [...rowsOf('cancel-activities'), ...rowsOf('clear-activities')];
  const freed = [...rowsOf('release-sessions'), ...rowsOf('clear-sessions')];
  return {
    written: items,
    ...left,
    started: startedOf(items, starting.flatMap(rowsOf)),
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
  opening: Found['opening'],
  planned: readonly PlannedStatement[],
): Promise<readonly Rows[]> {
  // A single statement is a transaction by itself.
  if (opening.length === 1 && planned.length === 1) return pipeline.send(planned);
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
