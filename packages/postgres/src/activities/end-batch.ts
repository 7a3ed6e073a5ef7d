// Ends of activities go together, as transitions do: at once when nothing is on its way, else in one statement when the last one is back. A commit
// for each end would be most of what an activity costs.
//
// idle → gathering (to the end of this turn of the event loop) → writing; what comes meanwhile waits → writing again, or idle.
import type { RowValues } from '../flush/columns.ts';
import { columns } from '../flush/columns.ts';
import type { Database } from '../connection/database.ts';
import { StorageUnavailableError } from '../connection/errors.ts';

export interface End<R> {
  /** Which activity ends: shard, run and id. Nothing does so twice in one statement, and all are locked in the order of their keys. */
  readonly key: string;
  readonly values: RowValues;
  /** The row that the statement answers for it; `null` if it has not ended it. */
  readonly resolve: (row: R | null) => void;
  readonly reject: (error: unknown) => void;
}

/** So many rows are locked together at most; more would hold up who needs one of them for longer than it saves. */
const LARGEST_BATCH = 200;
const WIDTH = 13;

export function makeEndBatch<R extends { readonly place: number }>(database: Database) {
  const waiting: End<R>[] = [];
  let busy = false;

  async function work(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) await write(taken(waiting));
    busy = false;
  }

  async function write(batch: readonly End<R>[]): Promise<void> {
    try {
      const values = columns(
        batch.map((end) => end.values),
        WIDTH,
      );
      const rows = await database.run<R>('end-activities', values);
      const byPlace = new Map(rows.map((row) => [row.place, row]));
      batch.forEach(({ resolve }, at) => resolve(byPlace.get(at + 1) ?? null));
    } catch (error) {
      // One that the database refuses for what it says must not keep the others from ending.
      if (batch.length === 1 || error instanceof StorageUnavailableError) {
        for (const { reject } of batch) reject(error);
      } else for (const end of batch) await write([end]);
    }
  }

  return (end: End<R>): void => {
    waiting.push(end);
    if (busy) return;
    busy = true;
    void work();
  };
}

/** Those that came first, but a second end of the same activity waits for the first. In the order of their keys. */
function taken<R>(waiting: End<R>[]): readonly End<R>[] {
  const keys = new Set<string>();
  const batch: End<R>[] = [];
  const left: End<R>[] = [];
  for (const end of waiting.splice(0)) {
    if (batch.length < LARGEST_BATCH && !keys.has(end.key)) {
      keys.add(end.key);
      batch.push(end);
    } else left.push(end);
  }
  waiting.push(...left);
  return batch.sort((a, b) => (a.key < b.key ? -1 : 1));
}
