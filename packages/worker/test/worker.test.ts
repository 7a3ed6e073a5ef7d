import { activity, expectSignal, sleep, workflow } from '@baton/workflow';
import { afterEach, expect, test } from 'vitest';
import { createWorker } from '../src/index.ts';
import { ended, events, limit, memory, record, running, start, stopAll, until } from './harness.ts';

afterEach(stopAll);

const double = activity('double', limit, async (n: number) => 2 * n);
const doubled = workflow('doubled', async (n: number) => double(await double(n)));

test('a run is started, worked on, and completed', async () => {
  const { storage } = await running({ workflows: [doubled], activities: [double] });
  const ref = await start(storage, doubled, 5);
  expect(await ended(storage, ref)).toEqual({ type: 'RunCompleted', result: 20 });
});

test('runs that wait cost nothing and go on by a signal or a timer', async () => {
  const wait = workflow('wait', async () => {
    await sleep(30);
    return expectSignal('go');
  });
  const { storage } = await running({ workflows: [wait] });
  const ref = await start(storage, wait);
  await until(async () => (await events(storage, ref)).some(({ type }) => type === 'TimerFired'));
  await storage.put({ ...ref, body: { kind: 'signal', name: 'go', payload: 7 }, dedupKey: null });
  expect(await ended(storage, ref)).toMatchObject({ result: 7 });
});

test('a failing activity is tried again, also one that began inline', async () => {
  let attempts = 0;
  const shaky = activity('shaky', { ...limit, retry: { initial: 10 } }, async (_, ctx) => {
    attempts += 1;
    if (ctx.info.attempt < 3) throw new Error(`attempt ${ctx.info.attempt}`);
    return ctx.info.attempt;
  });
  const once = workflow('once', () => shaky());
  const { storage } = await running({ workflows: [once], activities: [shaky] });
  expect(await ended(storage, await start(storage, once))).toMatchObject({ result: 3 });
  expect(attempts).toBe(3);
});

test('an activity of another queue runs on the worker that serves it', async () => {
  const where = activity('where', { ...limit, taskQueue: 'gpu' }, async () => 'on the gpu worker');
  const ask = workflow('ask', () => where());
  const storage = memory();
  await running({ workflows: [ask] }, storage);
  await running({ activities: [where], taskQueues: ['gpu'] }, storage);
  expect(await ended(storage, await start(storage, ask))).toMatchObject({ result: 'on the gpu worker' });
});

test('a workflow whose type nobody knows is blocked, and goes on when a worker knows it', async () => {
  const storage = memory();
  const { stop } = await running({ workflows: [workflow('something-else', async () => 1)] }, storage);
  const ref = await start(storage, doubled, 1);
  await until(async () => (await record(storage, ref)).blocked !== null);
  await stop();
  await running({ workflows: [doubled], activities: [double] }, storage);
  expect(await ended(storage, ref)).toMatchObject({ result: 4 });
});

test('a promise that workflow code leaves alone fails the run, not the process', async () => {
  const careless = workflow('careless', async () => {
    void (async () => {
      await sleep(1);
      throw new Error('nobody caught me');
    })();
    await expectSignal('never');
  });
  const { storage } = await running({ workflows: [careless] });
  expect(await ended(storage, await start(storage, careless))).toMatchObject({
    type: 'RunFailed',
    failure: { message: 'nobody caught me' },
  });
});

test('shutdown lets work end within the grace period, and others go on with the rest', async () => {
  const slow = activity('slow', limit, async () => {
    await new Promise((resolve) => void setTimeout(resolve, 150));
    return 'done';
  });
  const two = workflow('two', async () => [await slow(), await slow()]);
  const storage = memory();
  const first = await running({ workflows: [two], activities: [slow] }, storage);
  const ref = await start(storage, two);
  await until(() => (first.worker.owner()?.stats().inlineRunning ?? 0) > 0);
  await first.worker.shutdown({ grace: '2s' });
  expect((await events(storage, ref)).map(({ type }) => type)).not.toContain('RunCompleted');
  await running({ workflows: [two], activities: [slow] }, storage);
  expect(await ended(storage, ref)).toMatchObject({ result: ['done', 'done'] });
});

test('a worker that was declared lost begins another life', async () => {
  const storage = memory();
  const { worker, log } = await running({ workflows: [doubled], activities: [double] }, storage);
  await until(() => worker.owner() !== null);
  const [first] = await storage.listWorkers();
  await storage.releaseWorker(first!.workerId, 'stopped');
  await until(() => log.some(({ message }) => message.includes('beginning anew')));
  expect(await ended(storage, await start(storage, doubled, 1))).toMatchObject({ result: 4 });
});

test.each([
  [{ leaseTimeout: '100ms' }, 'leaseTimeout'],
  [{ taskQueues: [] }, 'taskQueues'],
  [{ taskQueues: ['@mine'] }, 'taskQueues'],
  [{ activities: [double, double] }, 'activities'],
  [{ workerKey: 'no spaces' }, 'workerKey'],
  [{ maxConcurrentActivities: 0 }, 'maxConcurrentActivities'],
])('wrong options are named: %j', async (options, path) => {
  await expect(createWorker({ storage: memory(), ...options })).rejects.toThrow(path);
});
