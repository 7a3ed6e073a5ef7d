// Claims while somebody holds a snapshot, and nothing that was taken can be cleaned up.
import { randomUUID } from 'node:crypto';
import type { WorkerId, WorkerKey } from '@baton/core';
import pg from 'pg';
import { expect, it } from 'vitest';
import { openedDatabase } from './opened.ts';

const database = openedDatabase();

const insert = (at: string, n: number): string => `insert into baton.activity (
    shard, run_id, activity_id, name, queue, state, attempt, available_at, scheduled_at, workflow, workflow_id, input, options
  )
  select n % 64, gen_random_uuid(), 'a1', 'a', 'q', 'queued', 0, ${at}, now(), 'w', 'w', 'null', '{"name":"a","startToCloseMs":60000}'
  from generate_series(1, ${n}) as s (n)`;

it('claims find what is written late, also while they begin behind what a snapshot keeps', async () => {
  const storage = await database.open();
  const workerId = randomUUID() as WorkerId;
  await storage.registerWorker({
    ...{ workerId, workerKey: workerId as string as WorkerKey, hostName: 'h', pid: 1, version: 'v' },
    ...{ taskQueues: ['q'], workflows: [], activities: [], sessions: null },
    ...{ maxConcurrentActivities: 100, leaseMs: 60_000, ownsRuns: false },
  } as never);
  const claimed = async (): Promise<number> =>
    (await storage.claimActivities(workerId, ['q'], ['a'], 100)).length;
  const reader = new pg.Client({ connectionString: database.url() });
  await reader.connect();
  await reader.query('begin isolation level repeatable read');
  await reader.query('select from baton.run');
  await database.rows(insert('now()', 25_000));
  await database.rows('delete from baton.activity');
  await database.rows('select pg_stat_force_next_flush()');

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
