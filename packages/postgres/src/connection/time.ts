// Instants as the database can hold them, and ids that sort by time.
import { randomIdBytes } from '@baton/engine';

// 31 December 9999: later instants have no ISO text that Date.parse reads.
const latestMs = 253_402_300_799_000;

/** A workflow may sleep "for ever". */
export function clampMs(ms: number): number {
  return Math.min(ms, latestMs);
}

/** A UUIDv7 of that millisecond; the order within it is random. */
export function timeOrderedId(nowMs: number): string {
  const time = Math.floor(nowMs).toString(16).padStart(12, '0');
  const hex = Buffer.from(randomIdBytes(10)).toString('hex');
  const variant = (8 + (parseInt(hex.charAt(0), 16) % 4)).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(1, 4)}-${variant}${hex.slice(4, 7)}-${hex.slice(7, 19)}`;
}

/** The database's clock as this process knows it: the last answer, carried on by the monotonic clock. */
export interface DatabaseClock {
  nowMs(): number;
  /** The database said `nowMs`, to a question asked at `askedAt` (`performance.now()`). */
  learn(nowMs: number): void;
}

export function makeDatabaseClock(): DatabaseClock {
  let offsetMs = Date.now() - performance.now();
  return {
    nowMs: () => performance.now() + offsetMs,
    learn: (nowMs) => {
      offsetMs = nowMs - performance.now();
    },
  };
}
