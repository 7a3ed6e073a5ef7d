// What has become of items, read from the tables: after a lost answer, and to find who was late after a conflict.
import type { Database } from '../connection/database.ts';
import { columns } from './columns.ts';
import type { CommitItem, FlushItem, StartItem } from './item.ts';

interface AppendedRow {
  readonly run_id: string;
  readonly seq: number;
  readonly at: number;
  readonly events: string;
}

/**
 * Settles the items whose fate stands in the tables and answers the others, which are not written.
 *
 * A row at the place of a transition is its own if the answer to its write was lost and the row is the same to the letter.
 */
export async function settleFromTables(
  db: Database,
  items: readonly FlushItem[],
): Promise<readonly FlushItem[]> {
  const commits = items.filter((item): item is CommitItem => item.kind === 'commit');
  const starts = items.filter((item): item is StartItem => item.kind === 'start' && item.unsure);
  const settled = new Set<FlushItem>();
  await settleCommits(db, commits, settled);
  await settleClosed(
    db,
    commits.filter((item) => !settled.has(item)),
    settled,
  );
  await settleStarts(db, starts, settled);
  return items.filter((item) => !settled.has(item));
}

async function settleCommits(
  db: Database,
  items: readonly CommitItem[],
  settled: Set<FlushItem>,
): Promise<void> {
  if (items.length === 0) return;
  const keys = items.map(({ transition: t }) => [t.shard, t.runId, t.seq]);
  const rows = await db.run<AppendedRow>('read-appended', columns(keys, 3));
  const found = new Map(rows.map((row) => [`${row.run_id} ${row.seq}`, row]));
  for (const item of items) {
    const row = found.get(`${item.transition.runId} ${item.transition.seq}`);
    if (row === undefined) continue;
    const isOwn = item.unsure && row.events === item.events && row.at === Math.floor(item.transition.atMs);
    settled.add(item);
    item.resolve(isOwn ? 'committed' : 'conflict');
  }
}

/** Nothing is appended to a run that has ended. */
async function settleClosed(
  db: Database,
  items: readonly CommitItem[],
  settled: Set<FlushItem>,
): Promise<void> {
  if (items.length === 0) return;
  const keys = items.map(({ transition: t }) => [t.shard, t.runId]);
  const open = new Set(
    (await db.run<{ id: string }>('read-open-runs', columns(keys, 2))).map(({ id }) => id),
  );
  for (const item of items) {
    if (open.has(item.transition.runId)) continue;
    settled.add(item);
    item.resolve('conflict');
  }
}

async function settleStarts(
  db: Database,
  items: readonly StartItem[],
  settled: Set<FlushItem>,
): Promise<void> {
  if (items.length === 0) return;
  const keys = items.map(({ request }) => [request.ref.shard, request.ref.runId]);
  const rows = await db.run<{ id: string; started_at: number }>('read-started', columns(keys, 2));
  const found = new Map(rows.map((row) => [row.id, row.started_at]));
  for (const item of items) {
    const atMs = found.get(item.request.ref.runId);
    if (atMs === undefined) continue;
    settled.add(item);
    item.resolve({ kind: 'started', atMs, inboxId: item.wakeId });
  }
}
