// Closed runs leave when they are old enough: in small batches, each one transaction on one shard, by whoever comes first.
import { shardOfRun, type Actor, type RunId } from '@baton/core';
import type { Database, Runs } from '../connection/database.ts';
import { allShards } from '../shards.ts';
import type { Parts } from '../parts.ts';

export interface RetentionSetting {
  /** Days after the end of a run until it leaves. `null`: never. */
  readonly keepDays: number | null;
}

/** What became of one batch. */
export interface Swept {
  /** Runs looked at; most are open, or young. */
  readonly looked: number;
  /** Runs that are gone, with all that belonged to them but the audit. */
  readonly left: number;
  /** Links of chains that go on: the row stays, the history is gone. */
  readonly emptied: number;
}

export interface RetentionStore {
  read(): Promise<RetentionSetting>;
  set(setting: RetentionSetting, by: Actor): Promise<void>;
  /** One batch; `null` if no shard is due, or others are at all of them. */
  sweep(): Promise<Swept | null>;
}

/** Longer than most want to look back, short enough that a disk doesn't fill unseen. */
export const DEFAULT_KEEP_DAYS = 90;

const DAY_MS = 86_400_000;
/** Runs looked at in one batch: some milliseconds of one connection. */
const LOOK = 500;
/** Rows of history that a batch may remove, unless its first run has more by itself. */
const MAX_ROWS = 5_000;
/** Runs leave so late at most, when nothing is behind. */
const AGAIN_MS = 30 * 60_000;

export function retentionStore({ db }: Parts): RetentionStore {
  return {
    read: () => readSetting(db),
    set: async ({ keepDays }, by) => {
      await db.run('set-retention', [JSON.stringify({ keepDays }), allShards, by]);
    },
    async sweep() {
      const { keepDays } = await readSetting(db);
      return keepDays === null ? null : db.transaction((tx) => sweepOne(tx, keepDays * DAY_MS));
    },
  };
}

async function readSetting(db: Database): Promise<RetentionSetting> {
  const [row] = await db.run<{ value: string }>('read-retention', []);
  return row === undefined ? { keepDays: DEFAULT_KEEP_DAYS } : (JSON.parse(row.value) as RetentionSetting);
}

interface Looked {
  readonly id: RunId;
  readonly parent: RunId | null;
  readonly fate: 'stays' | 'leaves' | 'empties';
  readonly size: number;
}

async function sweepOne(tx: Runs, keepMs: number): Promise<Swept | null> {
  const [place] = await tx.run<{ shard: number; cursor: RunId | null }>('claim-retention', [allShards]);
  if (place === undefined) return null;
  const { shard, cursor } = place;
  const seen = await tx.run<Looked>('look-at-closed', [shard, cursor, keepMs, LOOK]);
  const batch = withinBudget(seen);
  const needed = await openParents(tx, batch);
  const gone = (fate: Looked['fate']): readonly RunId[] =>
    batch.filter((run) => run.fate === fate && !needed.has(run.parent)).map(({ id }) => id);
  const [leaving, emptying] = [gone('leaves'), gone('empties')];
  const [counts = { left: 0, emptied: 0 }] =
    leaving.length + emptying.length === 0
      ? []
      : await tx.run<{ left: number; emptied: number }>('retire-runs', [shard, leaving, emptying]);
  const isAtEnd = batch.length === seen.length && seen.length < LOOK;
  await tx.run('advance-retention', [shard, isAtEnd ? null : (batch.at(-1)?.id ?? null), AGAIN_MS]);
  return { looked: batch.length, ...counts };
}

/** As many as may leave in one transaction: one at least. */
function withinBudget(seen: readonly Looked[]): readonly Looked[] {
  let rows = 0;
  const end = seen.findIndex(({ fate, size }) => fate !== 'stays' && (rows += size) > MAX_ROWS);
  return end === -1 ? seen : seen.slice(0, Math.max(1, end));
}

/** Of these, who is open: whoever looks at such a run can go on to its children. In other shards, so asked apart; a run that is closed stays so. */
async function openParents(tx: Runs, batch: readonly Looked[]): Promise<ReadonlySet<RunId | null>> {
  const wanted = batch.filter(({ fate }) => fate !== 'stays').flatMap(({ parent }) => parent ?? []);
  const parents = [...new Set(wanted)];
  if (parents.length === 0) return new Set();
  const open = await tx.run<{ id: RunId }>('read-open-runs', [parents.map(shardOfRun), parents]);
  return new Set(open.map(({ id }) => id));
}
