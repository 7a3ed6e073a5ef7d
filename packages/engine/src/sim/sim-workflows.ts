// The workflows of the simulation: between them they use every kind of stimulus that the owner knows.
import {
  activity,
  cancellable,
  condition,
  continueAsNew,
  createSession,
  expectSignal,
  onSignal,
  sleep,
  workflow,
  type WorkflowDefinition,
} from '@baton/workflow';

const retry = { initial: '20ms', max: '200ms' };

export const step = activity<number, number>('step', { startToClose: '6s', retry }, () => 0);
export const once = activity<number, number>(
  'once',
  { startToClose: '6s', retry: { maxAttempts: 1 } },
  () => 0,
);
export const beats = activity<number, number>(
  'beats',
  { startToClose: '6s', heartbeat: '2s', retry },
  () => 0,
);
export const later = activity<number, number>('later', { startToClose: '6s', retry }, () => 0);

/** One after the other. */
const steps = workflow('steps', async (n: number) => {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += await step(i);
  return sum;
});

/** Side by side, with a timer and a row or two. */
const mixed = workflow('mixed', async () => {
  const [a, b] = await Promise.all([step(1), beats(2), sleep(300), later(3)]);
  const c = await once(4).catch(() => -1);
  return a + b + c;
});

/** As many signals as it was told to wait for, each followed by a step. */
const listens = workflow('listens', async (n: number) => {
  let heard = 0;
  using _ = onSignal('tick', async () => {
    await step(heard);
    heard += 1;
  });
  await condition(() => heard >= n);
  return heard;
});

const naps = workflow('naps', async (ms: number) => {
  await sleep(ms);
  const first = await Promise.race([
    expectSignal('tick').then(() => 'signal'),
    sleep(ms).then(() => 'timer'),
  ]);
  await step(1);
  return first;
});

const child = workflow('child', async (n: number) => (await step(n)) + 1);

const parent = workflow('parent', async (n: number) => {
  const results = await Promise.all(Array.from({ length: n }, (_, i) => child(i)));
  return results.length;
});

const chain = workflow('chain', async (n: number): Promise<number> => {
  await step(n);
  return n <= 0 ? 0 : continueAsNew(n - 1);
});

/** Asked to stop in the middle, it tidies up. */
const tidies = workflow('tidies', async () => {
  try {
    await cancellable(async () => {
      await step(1);
      await sleep(60_000);
    });
    return 'done';
  } catch {
    return 'unreachable';
  }
});

const inSession = workflow('inSession', async () => {
  try {
    await using session = await createSession({ creationTimeout: '3s', executionTimeout: '5s' });
    const a = await session.run(() => step(1));
    const b = await session.run(() => step(2));
    return a + b;
  } catch (error) {
    return (error as Error).name;
  }
});

export const simWorkflows: readonly WorkflowDefinition[] = [
  steps,
  mixed,
  listens,
  naps,
  child,
  parent,
  chain,
  tidies,
  inSession,
];

export const simActivities = [step, once, beats, later];
