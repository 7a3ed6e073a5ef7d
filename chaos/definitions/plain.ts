// What runs in the mix `plain`: steps, timers, signals, children, and activities that others complete by token.
import { activity, asyncResult, expectSignal, sleep, workflow } from '@baton/workflow';
import { append, begin } from './ledger.ts';

/** Runs in its owner's process. */
export const step = activity('step', { startToClose: '10s' }, async (n: number, ctx) => {
  const { execution, end } = begin(ctx);
  await Promise.resolve();
  end();
  return { n, execution };
});

/** Has a row of its own, and is claimed by whoever has room. */
export const claimed = activity(
  'claimed',
  { startToClose: '10s', heartbeat: '5s', retry: { initial: 50, max: 500 } },
  async (ms: number, ctx) => {
    const { execution, end } = begin(ctx);
    await new Promise((resolve) => void setTimeout(resolve, ms));
    end();
    return { execution };
  },
);

/** Done by a service, which answers with the value that it was asked for. */
export const byToken = activity<number, number>(
  'byToken',
  { scheduleToClose: '10 minutes', retry: { initial: 50, max: 500 } },
  async (_, ctx) => {
    const { runId, activityId } = ctx.info;
    return asyncResult((token) => append({ what: 'token', runId, activityId, token }));
  },
);

export const stepByStep = workflow('stepByStep', async (count: number) => {
  let sum = 0;
  for (let n = 1; n <= count; n++) sum += (await step(n)).n;
  return sum;
});

/** Answers what the signals have said, in the order in which they came. */
export const listening = workflow('listening', async (count: number) => {
  const heard: number[] = [];
  while (heard.length < count) heard.push(await expectSignal<number>('said'));
  return heard;
});

export const timed = workflow(
  'timed',
  async ({ count, ms }: { readonly count: number; readonly ms: number }) => {
    for (let n = 0; n < count; n++) {
      await sleep(ms);
      await claimed(ms);
    }
    return count;
  },
);

export const waiting = workflow('waiting', async (value: number) => (await byToken(value)) + 1);

export const family = workflow('family', async (size: number) => {
  const sums = await Promise.all(Array.from({ length: size }, (_, n) => stepByStep(n + 1)));
  return sums.length;
});
