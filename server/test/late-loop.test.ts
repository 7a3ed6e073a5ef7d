import { expect, test } from 'vitest';
import { makeGates, refuseIfLate, type Gates } from '../http/gates.ts';

const refused = expect.objectContaining({ code: 'OVERLOADED' }) as Error;

/** The event loop has no turn meanwhile. */
function holdUp(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

async function busy(calls: number, lateMs = 150): Promise<Gates> {
  const gates = makeGates({ lateMs });
  for (let n = 0; n < calls; n++) await gates.calls.enter(0);
  return gates;
}

test('a loop that is late refuses calls while many are worked on, and hears them again once it had a turn', async () => {
  const gates = await busy(32);
  expect(() => refuseIfLate(gates, ['runs.start'])).not.toThrow();
  holdUp(300);
  expect(() => refuseIfLate(gates, ['runs.start'])).toThrow(refused);
  await expect.poll(() => gates.loop.lateMs).toBe(0);
  expect(() => refuseIfLate(gates, ['runs.start'])).not.toThrow();
  gates.loop.stop();
});

test('what keeps a worker alive is heard, however late it is, and so is everybody while few calls are worked on', async () => {
  const [many, few] = [await busy(32), await busy(31)];
  holdUp(300);
  expect(() => refuseIfLate(many, ['remote.heartbeat'])).not.toThrow();
  expect(() => refuseIfLate(many, ['remote.heartbeat', 'runs.start'])).toThrow(refused);
  expect(() => refuseIfLate(few, ['runs.start'])).not.toThrow();
  for (const { loop } of [many, few]) loop.stop();
});
