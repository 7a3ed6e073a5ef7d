// The connection breaks while the answer of a claim is on its way: the attempts that it has begun are not left to their time limits.
import { createPostgresStorage, type PostgresStorage } from '@baton/postgres';
import { startProxy, testDatabase, type Proxy, type TestDatabase } from '@baton/postgres/testing';
import { activity, createSession, workflow } from '@baton/workflow';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ended, running, start, stopAll } from './harness.ts';

let database: TestDatabase;
let storage: PostgresStorage;
let proxy: Proxy;
let far: PostgresStorage;

beforeAll(async () => {
  database = await testDatabase();
  storage = await createPostgresStorage({ databaseUrl: database.url, throwAway: true });
  proxy = await startProxy(database.url);
  far = await createPostgresStorage({ databaseUrl: proxy.url, throwAway: true });
});
afterEach(stopAll);
afterAll(async () => {
  await Promise.all([storage.close(), far.close()]);
  await proxy.close();
  await database.drop();
});

/** Nobody waits for that. */
const limits = { startToClose: '1 hour', taskQueue: 'far' } as const;
const attempts: string[] = [];
const charge = activity<string, string>('charge', limits, (order, { info }) => {
  attempts.push(`${order} ${info.attempt}`);
  return `paid ${order}`;
});
const once = activity<string, string>('once', { ...limits, retry: { maxAttempts: 1 } }, (order, { info }) => {
  attempts.push(`${order} ${info.attempt}`);
  return `paid ${order}`;
});

const orders = workflow('orders', async (order: string) => [
  await charge(order),
  await once(`${order}, once`),
]);
const inSession = workflow('inSession', async (order: string) => {
  await using session = await createSession({
    ...{ creationTimeout: '1 minute', executionTimeout: '1 minute', taskQueue: 'far' },
  });
  return await session.run(() => charge(order));
});

/** Decides on one connection; takes activities over the one that breaks. */
async function workers(): Promise<void> {
  await running({ workflows: [orders, inSession] }, storage);
  const sessions = { enabled: true } as const;
  await running({ activities: [charge, once], taskQueues: ['far'], sessions, leaseTimeout: '30s' }, far);
}

test.each(['first order', 'second order, once'])(
  'of %s: it runs once, on its first attempt',
  async (lost) => {
    await workers();
    const order = lost.replace(', once', '');
    proxy.cutAnswer(lost);
    const run = await start(storage, orders, order);
    const result = [`paid ${order}`, `paid ${order}, once`];
    expect(await ended(storage, run)).toMatchObject({ type: 'RunCompleted', result });
    expect(attempts.filter((each) => each.startsWith(order))).toEqual([`${order} 1`, `${order}, once 1`]);
  },
);

test('of a session: it runs once, on its first attempt', async () => {
  await workers();
  proxy.cutAnswer('third order');
  const run = await start(storage, inSession, 'third order');
  expect(await ended(storage, run)).toMatchObject({ type: 'RunCompleted', result: 'paid third order' });
  expect(attempts.filter((each) => each.startsWith('third'))).toEqual(['third order 1']);
});
