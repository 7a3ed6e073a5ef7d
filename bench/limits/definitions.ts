// What `npm run bench -- limits` runs.
import { activity, now, onSignal, condition, expectSignal, sleep, workflow } from '@baton/workflow';

const limit = { startToClose: '1 minute' } as const;
const RESULT = 'x'.repeat(100);

export interface Seen {
  /** How often each run has begun an activity. */
  readonly steps: Map<string, number>;
  /** When each `woke` began, in milliseconds after it was due. */
  readonly latenessMs: number[];
  /** When each run heard each signal, in milliseconds after it was sent. */
  readonly heardMs: number[];
}

/** What the activities of this process have seen. */
export const seen: Seen = { steps: new Map(), latenessMs: [], heardMs: [] };

// Taken before the guards are there: inside of workflow code time stands still.
const wallMs = Date.now.bind(Date);

const step = activity<number, string>('step', limit, (_, { info: { runId } }) => {
  seen.steps.set(runId, (seen.steps.get(runId) ?? 0) + 1);
  return RESULT;
});

const steps = workflow('steps', async (n: number) => {
  for (let i = 0; i < n; i++) await step(i);
});

const fan = workflow('fan', async (n: number) => {
  await Promise.all(Array.from({ length: n }, (_, i) => step(i)));
});

/** Timers that are due in the order of their number, one every `everyMs` from `fromMs` on. */
const timers = workflow('timers', async (of: { fromMs: number; everyMs: number; count: number }) => {
  await Promise.all(
    Array.from({ length: of.count }, async (_, i) => {
      const dueMs = of.fromMs + Math.floor(i * of.everyMs);
      await sleep(dueMs - now());
      seen.latenessMs.push(wallMs() - dueMs);
    }),
  );
});

const hears = workflow('hears', async (n: number) => {
  let heard = 0;
  onSignal<number>('beat', (sentMs) => {
    heard += 1;
    seen.heardMs.push(wallMs() - sentMs);
  });
  await condition(() => heard === n);
});

/** One activity, and then it waits. */
const parks = workflow('parks', async () => {
  await step(0);
  await expectSignal('go');
});

export const limitWorkflows = [steps, fan, timers, hears, parks];
export const limitActivities = [step];
