import { afterEach, expect, test } from 'vitest';
import { activity, workflow } from '@baton/workflow';
import { memory, running, start, stopAll } from './harness.ts';

afterEach(stopAll);

test('a worker whose storage is slow to take ends keeps as many as it has slots, and takes nothing more', async () => {
  const storage = memory();
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  let began = 0;
  let told = 0;
  const count = activity('count', { startToClose: '1 minute', heartbeat: '1 minute' }, () => (began += 1));
  const many = workflow(
    'many',
    async () => (await Promise.all(Array.from({ length: 12 }, () => count()))).length,
  );
  const slow = {
    ...storage,
    completeActivity: async (...args: Parameters<typeof storage.completeActivity>) => {
      told += 1;
      await held;
      return storage.completeActivity(...args);
    },
  };
  await running({ workflows: [many], activities: [count], maxConcurrentActivities: 2 }, slow);
  const ref = await start(storage, many);
  await expect.poll(() => told).toBe(4);
  // Time enough for many claims, and for a look.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(began).toBe(4);
  letGo();
  await expect.poll(async () => (await storage.readRun(ref))?.status, { timeout: 10_000 }).toBe('completed');
});
