import { createHash } from 'node:crypto';
import { guardProcess } from '../guard-process.ts';
import type { Machine } from '../machine.ts';
import type { TestClock } from './test-clock.ts';

/** A machine whose time is the clock's, and whose chances are the same each time. */
export function testMachine(clock: TestClock): Machine {
  let drawn = 0;
  const block = (): Uint8Array => createHash('sha256').update(`baton ${++drawn}`).digest();
  const randomBytes = (n: number): Uint8Array => {
    const bytes = new Uint8Array(n);
    for (let at = 0; at < n; at += 32) bytes.set(block().subarray(0, n - at), at);
    return bytes;
  };
  return {
    after: (delayMs, task) => clock.after(delayMs, task),
    about: (delayMs, task) => clock.about(delayMs, task),
    soon: (task) => clock.soon(task),
    nowMs: () => clock.nowMs(),
    monotonicMs: () => clock.nowMs(),
    hostName: 'test',
    hostId: 'test',
    pid: 0,
    random: () => (block()[0] ?? 0) / 256,
    randomBytes,
    newId: () => Buffer.from(randomBytes(8)).toString('hex'),
    attend: guardProcess,
  };
}
