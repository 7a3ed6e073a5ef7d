// Database time without asking: what the last answers said, carried on by a clock that nobody sets.
import type { Clock } from './types.ts';

export interface DatabaseClock extends Clock {
  /** Takes in what the database has just answered as its time. */
  observe(databaseMs: number): void;
}

/** So many answers count; older ones go, so that a database clock which was set back is followed. */
const ANSWERS = 8;

/**
 * Never ahead of the database, and never going back: each answer was true when it was given, which was before it arrived, so the
 * latest of the last answers is the closest.
 *
 * `monotonicMs` is e.g. `performance.now`. Until the first answer the time is `startMs`, carried on.
 */
export function databaseClock(monotonicMs: () => number, startMs: number): DatabaseClock {
  let offsets: readonly number[] = [startMs - monotonicMs()];
  let observed = false;
  let lastMs = 0;
  return {
    nowMs() {
      lastMs = Math.max(lastMs, Math.floor(monotonicMs() + Math.max(...offsets)));
      return lastMs;
    },
    observe(databaseMs) {
      const offset = databaseMs - monotonicMs();
      offsets = observed ? [...offsets, offset].slice(-ANSWERS) : [offset];
      observed = true;
    },
  };
}
