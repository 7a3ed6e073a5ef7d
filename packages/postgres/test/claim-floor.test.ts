// Claims while somebody holds a snapshot, and nothing that was taken can be cleaned up.
import { randomUUID } from 'node:crypto';
import type { Shard, WorkerId, WorkerKey } from '@baton/core';
import type { Storage } from '@baton/engine';
import pg from 'pg';
import { expect, it } from 'vitest';
import { openedDatabase } from './opened.ts';

const database = openedDatabase();

const insert = (at: string, n: number): string => `insert into baton.activity (
    shard, run_id, activity_id, name, queue, state, attempt, available_at, deadline_at, scheduled_at, workflow, workflow_id, input, options
  )
  select
    n % 64, gen_random_uuid(), 'a1', 'a', 'q', 'queued', 0, ${at}, ${at} + interval '2 seconds', now(), 'w', 'w', 'null',
    '{"name":"a","startToCloseMs":60000,"scheduleToStartMs":2000}'
  from generate_series(1, ${n}) as s (n)`;

async function registered(storage: Pick<Storage, 'registerWorker'>): Promise<WorkerId> {
  const workerId = randomUUID() as WorkerId;
  await storage.registerWorker({
    ...{
      workerId,
      workerKey: workerId as string as WorkerKey,
      hostName: 'h',
      hostId: 'h',
      pid: 1,
      buildId: 'b',
    },
    ...{ taskQueues: ['q'], workflows: [], activities: [], sessions: null },
    ...{ maxConcurrentActivities: 100, leaseMs: 60_000, ownsRuns: false },
  });
  return workerId;
}

/** Somebody holds a snapshot, and many activities have come and gone since. */
async function crowded(at: string): Promise<pg.Client> {
  const reader = new pg.Client({ connectionString: database.url() });
  await reader.connect();
  await reader.query('begin isolation level repeatable read');
  await reader.query('select from baton.run');
  await database.rows(insert(at, 25_000));
  await database.rows('delete from baton.activity');
  await database.rows('select pg_stat_force_next_flush()');
  return reader;
}

it('claims find what is written late, also while they begin behind what a snapshot keeps', async () => {
  const storage = await database.open();
  const workerId = await registered(storage);
  const claimed = async (): Promise<number> =>
    (await storage.claimActivities(workerId, ['q'], ['a'], 100)).length;
  const reader = await crowded('now()');

  await database.rows(insert('clock_timestamp()', 1));
  await expect.poll(claimed, { timeout: 5_000 }).toBe(1);
  // The first claim saw that there are many; the next ones know from when on to look.
  for (let n = 0; n < 5; n++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await claimed()).toBe(0);
  }
  await database.rows(insert(`clock_timestamp() - interval '3 seconds'`, 1));
  await expect.poll(claimed, { timeout: 10_000 }).toBe(1);
  await reader.end();
}, 60_000);

it('looks see what is ready and what is due, and sweeps find it, also while they pass over what a snapshot keeps', async () => {
  const storage = await database.open();
  const workerId = await registered(storage);
  const shards = Array.from({ length: 64 }, (_, shard) => shard as Shard);
  const look = () =>
    storage.lookAround({
      ...{ workerId, owned: new Map([['q', shards]]), inboxAfter: null, renews: false },
      ...{ activityQueues: ['q'], activities: ['a'], sessionQueues: [] },
    });
  const reader = await crowded(`now() - interval '1 hour'`);
  for (let n = 0; n < 3; n++) {
    expect(await look()).toMatchObject({ queues: [], dueAtMs: { activities: null } });
    await storage.claimActivities(workerId, ['q'], ['a'], 100);
  }

  await database.rows(insert('clock_timestamp()', 1));
  await expect.poll(async () => (await look()).queues, { timeout: 5_000 }).toEqual(['q']);
  expect((await look()).dueAtMs.activities).toBeGreaterThan(await storage.now());
  expect(await storage.overdueActivities(shards, 10)).toEqual([]);
  const overdue = async (): Promise<number> => {
    await look();
    return (await storage.overdueActivities(shards, 10)).length;
  };
  await expect.poll(overdue, { timeout: 10_000 }).toBe(1);
  expect((await look()).dueAtMs.activities).toBeLessThanOrEqual(await storage.now());

  // Claims know from when on to look, and none is made: so it is a look that has to see what is written late.
  while ((await storage.claimActivities(workerId, ['q'], ['a'], 100)).length > 0);
  await expect.poll(async () => (await look()).queues).toEqual([]);
  await database.rows(insert(`clock_timestamp() - interval '3 seconds'`, 1));
  expect((await look()).queues).toEqual(['q']);
  await reader.end();
}, 60_000);
