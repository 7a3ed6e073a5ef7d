// From when on claims look for what waits. Somebody who holds a snapshot (a long report, a dump) keeps the entries of all activities that were taken
// meanwhile in the index, at its front; a claim would pass over all of them, each time more. So while there are many, claims begin behind them.
//
// quiet    from the start, and whenever few rows wait to be cleaned up: claims look at everything.
// crowded  from the first look at which there are many: twice a second the first that waits is looked for, from a few seconds before the last floor on;
//          once a minute from the very beginning, should something have been written later than that; less often where that takes long.
import type { Parts } from '../parts.ts';
import { allShards } from '../shards.ts';

export interface ClaimFloor {
  /** As the database writes an instant; `null`: everything is to be looked at. */
  of(queues: readonly string[], names: readonly string[]): string | null;
  /** The same for a look around, of one queue: further back, since it may be long that a claim has looked. */
  known(queue: string, names: readonly string[]): string | null;
  /** So many rows wait to be cleaned up. */
  see(dead: number): void;
  readonly isCrowded: boolean;
}

interface Floor {
  readonly queues: readonly string[];
  readonly names: readonly string[];
  floor: string | null;
  from: string | null;
  lookedAtMs: number;
  fullDueMs: number;
}

/** Fewer cost a claim less than a look. */
const CROWDED_ROWS = 5_000;
const COUNT_EVERY_MS = 2_000;
const LOOK_EVERY_MS = 500;
const FULL_EVERY_MS = 60_000;
/** No more of the time goes into looking from the very beginning. */
const SHARE_OF_FULL = 1 / 50;
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
    see(row?.dead ?? 0);
  };

  const see = (dead: number): void => {
    countedAtMs = performance.now();
    isCrowded = dead > CROWDED_ROWS;
    if (!isCrowded) floors.clear();
  };

  const refresh = (at: Floor): void => {
    const nowMs = performance.now();
    const isFull = nowMs >= at.fullDueMs;
    at.lookedAtMs = nowMs;
    if (isFull) at.fullDueMs = nowMs + FULL_EVERY_MS;
    void inBackground(() => lookFor(db, at, isFull));
  };

  const floorOf = (queues: readonly string[], names: readonly string[]): Floor => {
    const key = JSON.stringify([queues, names]);
    const known = floors.get(key);
    if (known !== undefined) return known;
    if (floors.size >= MOST_FLOORS) floors.clear();
    const made = { queues, names, floor: null, from: null, lookedAtMs: -Infinity, fullDueMs: -Infinity };
    floors.set(key, made);
    return made;
  };

  return {
    see,
    get isCrowded() {
      return isCrowded;
    },
    known(queue, names) {
      const at = floorWith([...floors.values()], queue, names);
      if (at === undefined) return null;
      // Claims look again only when they are made, and without this a look might never see why one should be.
      if (!busy && performance.now() >= at.fullDueMs) refresh(at);
      return at.from;
    },
    of(queues, names) {
      const nowMs = performance.now();
      if (!busy && nowMs - countedAtMs >= COUNT_EVERY_MS) {
        countedAtMs = nowMs;
        void inBackground(count);
      }
      if (!isCrowded) return null;
      const at = floorOf(queues, names);
      if (!busy && nowMs - at.lookedAtMs >= LOOK_EVERY_MS) refresh(at);
      return at.floor;
    },
  };
}

/** Twice a second from a few seconds before the last floor on, or from the very beginning. */
async function lookFor(db: Parts['db'], at: Floor, isFull: boolean): Promise<void> {
  const from = isFull ? null : at.from;
  const [row] = await db.run<{ floor: string; from: string }>('first-queued', [
    allShards,
    at.queues,
    at.names,
    from,
  ]);
  at.floor = row?.floor ?? null;
  at.from = row?.from ?? null;
  const endedMs = performance.now();
  if (isFull) at.fullDueMs = Math.max(at.fullDueMs, endedMs + (endedMs - at.lookedAtMs) / SHARE_OF_FULL);
}

function floorWith(floors: readonly Floor[], queue: string, names: readonly string[]): Floor | undefined {
  return floors.find((floor) => floor.queues.includes(queue) && floor.names.join() === names.join());
}
