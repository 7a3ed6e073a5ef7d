// From where on the outbox is read. What was delivered is at its front, and while somebody holds a snapshot it stays there: a reading would pass over all of it.
// So each begins some seconds before the last, or at the first message that was still there; ids rise with time. Once a minute it begins at the start, should
// something have been written later than that; less often where that takes long.

export interface OutboxReading {
  /** The first message that was there; `null`: none. */
  readonly first: string | null;
  readonly beganMs: number;
  readonly endedMs: number;
}

export interface OutboxFloor {
  /** No message of these shards that can be there has an id before this one. */
  readonly from: (shards: readonly number[], nowMs: number) => string;
  /** What came of a reading from there on. */
  readonly read: (shards: readonly number[], from: string, reading: OutboxReading) => void;
}

export const beforeAllRows = '00000000-0000-0000-0000-000000000000';

/** No transaction that writes messages takes longer. */
const BACK_MS = 5_000;
const ALL_EVERY_MS = 60_000;
/** No more of the time goes into reading from the start. */
const SHARE_OF_ALL = 1 / 50;
/** Workers of one process; each has its own shards. */
const MOST_KNOWN = 16;

export function makeOutboxFloor(): OutboxFloor {
  const known = new Map<string, { readonly from: string; readonly allDueMs: number }>();
  return {
    from(shards, nowMs) {
      const last = known.get(shards.join());
      return last === undefined || nowMs >= last.allDueMs ? beforeAllRows : last.from;
    },
    read(shards, from, { first, beganMs, endedMs }) {
      const key = shards.join();
      const isAll = from === beforeAllRows;
      const allDueMs = isAll
        ? beganMs + Math.max(ALL_EVERY_MS, (endedMs - beganMs) / SHARE_OF_ALL)
        : (known.get(key)?.allDueMs ?? 0);
      const late = firstIdOf(beganMs - BACK_MS);
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(key, { from: first !== null && first < late ? first : late, allDueMs });
    },
  };
}

/** Before all ids of that millisecond. */
function firstIdOf(atMs: number): string {
  const time = Math.floor(Math.max(0, atMs)).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
