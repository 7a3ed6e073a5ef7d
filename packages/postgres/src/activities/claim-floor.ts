// From when on claims look for what waits. Somebody who holds a snapshot (a long report, a dump) keeps the entries of all activities that were taken
// meanwhile in the index, at its front; a claim would pass over all of them, each time more. So while there are many, claims begin behind them.
//
// quiet    from the start, and whenever few rows wait to be cleaned up: claims look at everything.
// crowded  from the first look at which there are many: twice a second the first that waits is looked for, from a few seconds before the last floor on;
//          once a minute from the very beginning, should something have been written later than that.
import type { Parts } from '../parts.ts';
import { allShards } from '../shards.ts';

export interface ClaimFloor {
  /** As the database writes an instant; `null`: everything is to be looked at. */
  of(queues: readonly string[], names: readonly string[]): string | null;
}

interface Floor {
  floor: string | null;
  from: string | null;
  lookedAtMs: number;
  fullAtMs: number;
}

/** Fewer cost a claim less than a look. */
const CROWDED_ROWS = 20_000;
const COUNT_EVERY_MS = 2_000;
const LOOK_EVERY_MS = 500;
const FULL_EVERY_MS = 60_000;
/** Of queues and names together; workers have few. */
const MOST_FLOORS = 100;

export function makeClaimFloor({ db }: Pick<Parts, 'db'>): ClaimFloor {
  const floors = new Map<string, Floor>();
  let isCrowded = false;
  let countedAtMs = -Infinity;
  let busy = false;

  const inBackground = async (work: () => Promise<void>): Promise<void> => {
    busy = true;
    // The claim itself tells of a database that is away.
    await work().catch(() => undefined);
    busy = false;
  };

  const count = async (): Promise<void> => {
    const [row] = await db.run<{ dead: number }>('dead-activities', []);
    isCrowded = (row?.dead ?? 0) > CROWDED_ROWS;
    if (!isCrowded) floors.clear();
  };

  const look = async (at: Floor, queues: readonly string[], names: readonly string[], isFull: boolean) => {
    const from = isFull ? null : at.from;
    const [row] = await db.run<{ floor: string; from: string }>('first-queued', [
      allShards,
      queues,
      names,
      from,
    ]);
    at.floor = row?.floor ?? null;
    at.from = row?.from ?? null;
  };

  const floorOf = (key: string): Floor => {
    const known = floors.get(key);
    if (known !== undefined) return known;
    if (floors.size >= MOST_FLOORS) floors.clear();
    const made = { floor: null, from: null, lookedAtMs: -Infinity, fullAtMs: -Infinity };
    floors.set(key, made);
    return made;
  };

  return {
    of(queues, names) {
      const nowMs = performance.now();
      if (!busy && nowMs - countedAtMs >= COUNT_EVERY_MS) {
        countedAtMs = nowMs;
        void inBackground(count);
      }
      if (!isCrowded) return null;
      const at = floorOf(JSON.stringify([queues, names]));
      if (!busy && nowMs - at.lookedAtMs >= LOOK_EVERY_MS) {
        const isFull = nowMs - at.fullAtMs >= FULL_EVERY_MS;
        at.lookedAtMs = nowMs;
        if (isFull) at.fullAtMs = nowMs;
        void inBackground(() => look(at, queues, names, isFull));
      }
      return at.floor;
    },
  };
}
