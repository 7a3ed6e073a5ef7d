// What runs on workers that are held up for less than their lease: nothing of it may fail, and nothing may begin twice.
import { activity, createSession, workflow } from '@baton/workflow';
import { begin } from './ledger.ts';

const limit = { startToClose: '2 minutes' } as const;

/** Holds up the whole process: no timer goes off, no answer is read. */
export const stall = activity('stall', limit, (ms: number, ctx) => {
  const { end } = begin(ctx);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  end();
  return Promise.resolve(ms);
});

export const rest = activity('rest', limit, async (ms: number, ctx) => {
  const { end } = begin(ctx);
  await new Promise((resolve) => void setTimeout(resolve, ms));
  end();
  return ms;
});

/** Milliseconds: how long the process is blocked each time, and how long it breathes after. */
export interface Shift {
  readonly stallMs: number;
  readonly restMs: number;
  readonly times: number;
}

/** In a session, whose failure would be seen, and outside of one. */
export const shift = workflow('shift', async ({ stallMs, restMs, times }: Shift) => {
  await using session = await createSession({ creationTimeout: '1 hour', executionTimeout: '1 hour' });
  for (let n = 0; n < times; n++) {
    if (stallMs > 0) await session.run(() => stall(stallMs));
    await Promise.all([session.run(() => rest(restMs)), rest(restMs)]);
  }
  return session.info.epoch;
});
