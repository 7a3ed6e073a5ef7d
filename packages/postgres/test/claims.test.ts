// A claim never passes over a backlog: what it reads doesn't grow with what waits.
import { limitSettings, type WorkerId, type WorkerKey } from '@baton/core';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectionConfig } from '../src/connection/pool.ts';
import { statement } from '../src/connection/statements.ts';
import { allShards } from '../src/shards.ts';
import { createPostgresStorage, type PostgresStorage } from '../src/storage.ts';
import { testDatabase, type TestDatabase } from '../src/testing.ts';

const BACKLOG = 100_000;
const worker = 'claiming' as WorkerId;
const mixed = 'work';

let database: TestDatabase;
let client: pg.Client;
let storage: PostgresStorage;

/** Rows that wait, spread over all shards, of runs that needn't be there. */
async function waiting(
  count: number,
  row: { queue: string; name: string; lane: string | null; later?: boolean },
) {
  await client.query(
    `insert into baton.activity (
       shard, run_id, activity_id, name, queue, state, attempt, priority, available_at, scheduled_at, workflow, workflow_id, input, options, lane
     )
     select n % 64, gen_random_uuid(), n::text, $2, $3, 'queued', 0, 3, now() + $5::interval - interval '1 minute', now(), 'w', 'w', 'null',
       '{}', $4
     from generate_series(1, $1) as n`,
    [count, row.name, row.queue, row.lane, row.later === true ? '1 day' : '0 s'],
  );
}

beforeAll(async () => {
  database = await testDatabase();
  client = new pg.Client({
    ...connectionConfig({ databaseUrl: database.url, role: 'test' }),
    statement_timeout: 60_000,
  });
  await client.connect();
  storage = await createPostgresStorage({ databaseUrl: database.url, throwAway: true });
  await storage.registerWorker({
    ...{
      workerId: worker,
      workerKey: 'claiming' as WorkerKey,
      hostName: 'h',
      hostId: 'h',
      pid: 1,
      taskQueues: ['q'],
      workflows: [],
    },
    ...{
      activities: [],
      maxConcurrentActivities: 10,
      sessions: null,
      leaseMs: 600_000,
      ownsRuns: false,
      buildId: '',
    },
  });
  await waiting(BACKLOG, { queue: 'fair', name: mixed, lane: laneOf('whale') });
  await waiting(10, { queue: 'fair', name: mixed, lane: laneOf('minnow') });
  await waiting(BACKLOG, { queue: 'full', name: 'slow', lane: 'slow\u001f\u001f\u001f' });
  await waiting(10, { queue: 'full', name: 'quick', lane: null });
  await waiting(BACKLOG, { queue: 'later', name: 'plain', lane: null, later: true });
  await waiting(10, { queue: 'later', name: 'plain', lane: null });
  await client.query('analyze baton.activity');
}, 120_000);

afterAll(async () => {
  await storage.close();
  await client.end();
  await database.drop();
});

function laneOf(fairnessKey: string): string {
  return `${mixed}\u001f\u001f${fairnessKey}\u001f`;
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** Rows of tables that a statement has read, those that it threw away included. */
async function rowsRead(name: string, values: readonly unknown[]): Promise<number> {
  const { text } = statement(name);
  const { rows } = await client.query<{ 'QUERY PLAN': readonly { readonly Plan: PlanNode }[] }>(
    `explain (analyze, format json) ${text}`,
    [...values],
  );
  const count = (node: PlanNode): number => {
    const own = node['Node Type'].includes('Scan') && node['Node Type'] !== 'Function Scan';
    const read = (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
    return (own ? read : 0) + (node.Plans ?? []).reduce((sum, child) => sum + count(child), 0);
  };
  return rows.reduce(
    (sum, { 'QUERY PLAN': plans }) => sum + plans.reduce((all, { Plan }) => all + count(Plan), 0),
    0,
  );
}

describe('with 100,000 activities that wait', () => {
  it('lanes are found by a look-up each', async () => {
    expect(await rowsRead('waiting-lanes', [allShards, ['fair'], 2_000])).toBeLessThan(500);
  });

  it('of each lane only its head is read', async () => {
    const shards = allShards.flatMap((shard) => [shard, shard]);
    const lanes = allShards.flatMap(() => [laneOf('whale'), laneOf('minnow')]);
    const values = [worker, shards, shards.map(() => 'fair'), lanes, 3];
    expect(await rowsRead('lane-heads', values)).toBeLessThan(500);
  });

  it('those that wait for their back-off are not looked at', async () => {
    await client.query('begin');
    const read = await rowsRead('claim-activities', [
      worker,
      allShards,
      ['later'],
      ['plain'],
      20,
      null,
      null,
    ]);
    await client.query('rollback');
    expect(read).toBeLessThan(200);
  });

  it('a key with ten goes beside one with all the others', async () => {
    const tasks = await storage.claimActivities(worker, ['fair'], [mixed], 20);
    const { rows } = await client.query<{ lane: string; count: number }>(
      `select lane, count(*)::integer as count from baton.activity where queue = 'fair' and state = 'running' group by lane order by lane`,
    );
    expect(tasks).toHaveLength(20);
    expect(rows.map(({ count }) => count)).toEqual([10, 10]);
  });

  it('what is not limited goes on behind a full limit', async () => {
    await storage.setLimit(
      { scope: 'activity', name: 'slow', settings: limitSettings({ maxConcurrent: 1 }) },
      'person:1',
    );
    const names = ['slow', 'quick'];
    const first = await storage.claimActivities(worker, ['full'], names, 20);
    expect(first.map(({ name }) => name).sort()).toEqual([
      ...Array.from({ length: 10 }, () => 'quick'),
      'slow',
    ]);
    expect(await storage.claimActivities(worker, ['full'], names, 20)).toEqual([]);
  });
});
