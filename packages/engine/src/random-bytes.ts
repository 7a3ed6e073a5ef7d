// Random bytes for ids, taken from the system many at a time: each asking costs microseconds, and each run and message needs some.
import { randomFillSync } from 'node:crypto';

const pool = Buffer.allocUnsafeSlow(4_096);
let used = pool.length;

/** So many (at most 256) unpredictable bytes, given to nobody else. */
export function randomIdBytes(count: number): Uint8Array {
  if (used + count > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = Uint8Array.prototype.slice.call(pool, used, used + count);
  used += count;
  return bytes;
}
