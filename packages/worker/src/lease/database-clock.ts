// Database time as far as this process knows it: its own monotonic clock, put right by every answer of the database.
import type { Clock } from '@baton/engine';

export interface DatabaseClock extends Clock {
  /** What the database said, and what `monotonicMs` was when that arrived. */
  readonly learn: (dbNowMs: number, answeredAtMs: number) => void;
}

/** Milliseconds since this process began; never goes back. */
export const monotonicMs = (): number => performance.now();

/** How many answers count. Clocks drift apart by some ms an hour, so old ones have to go. */
const SAMPLES = 8;

/**
 * Never ahead of the database: each answer is dated by when it arrived, and the quickest of the last ones counts. Never goes back.
 */
export function createDatabaseClock(readMs: () => number = monotonicMs): DatabaseClock {
  const offsets: number[] = [];
  let offsetMs = 0;
  let lastMs = -Infinity;
  return {
    nowMs: () => (lastMs = Math.max(lastMs, Math.floor(readMs() + offsetMs))),
    learn: (dbNowMs, answeredAtMs) => {
      offsets.push(dbNowMs - answeredAtMs);
      if (offsets.length > SAMPLES) offsets.shift();
      offsetMs = Math.max(...offsets);
    },
  };
}
