// Whose turn it is: the passes of keys, read and written by claims.
import type { Candidate, Choice, Shares } from '@baton/engine';
import type { Runs } from '../connection/database.ts';
import { columns } from '../flush/columns.ts';

interface ShareRow {
  readonly queue: string;
  readonly key: string;
  readonly pass: number;
  readonly virtual: number;
}

/** By queue. Nothing is read where no candidate has a key. */
export async function sharesOf(
  tx: Runs,
  candidates: readonly Candidate<unknown>[],
): Promise<ReadonlyMap<string, Shares>> {
  const wanted = new Map<string, Set<string>>();
  for (const { queue, lane } of withTurns(candidates)) {
    const keys = wanted.get(queue) ?? new Set(['']);
    wanted.set(queue, keys.add(lane.fairnessKey ?? ''));
  }
  if (wanted.size === 0) return new Map();
  const pairs = [...wanted].flatMap(([queue, keys]) => [...keys].map((key) => [queue, key] as const));
  const rows = await tx.run<ShareRow>('fair-shares', columns(pairs, 2));
  return new Map(
    [...wanted.keys()].map((queue) => {
      const own = rows.filter((row) => row.queue === queue);
      const virtual = own.find(({ key }) => key === '')?.virtual ?? 0;
      return [queue, { virtual, passes: new Map(own.map(({ key, pass }) => [key, pass])) }];
    }),
  );
}

/** Only where keys take turns at all. */
export async function takeTurns(tx: Runs, taken: readonly Choice<unknown>[]): Promise<void> {
  const turns = withTurns(taken.map(({ candidate }) => candidate));
  const queues = new Set(turns.map(({ queue }) => queue));
  const grown = new Map<string, { queue: string; key: string; pass: number; virtual: number }>();
  for (const { turn } of taken) {
    if (!queues.has(turn.queue)) continue;
    const { queue, key, from, to } = turn;
    for (const [of, pass] of [
      ['', key === '' ? to : 0],
      [key, to],
    ] as const) {
      const id = `${queue} ${of}`;
      const known = grown.get(id) ?? { queue, key: of, pass: 0, virtual: 0 };
      grown.set(id, { ...known, pass: Math.max(known.pass, pass), virtual: Math.max(known.virtual, from) });
    }
  }
  if (grown.size === 0) return;
  const rows = [...grown.values()].map(({ queue, key, pass, virtual }) => [queue, key, pass, virtual]);
  await tx.run('take-turns', columns(rows, 4));
}

/** Those of queues in which somebody has a key. */
function withTurns(candidates: readonly Candidate<unknown>[]): readonly Candidate<unknown>[] {
  const queues = new Set(
    candidates.filter(({ lane }) => lane.fairnessKey !== null).map(({ queue }) => queue),
  );
  return candidates.filter(({ queue }) => queues.has(queue));
}
