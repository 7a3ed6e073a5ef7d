import { randomBytes } from 'node:crypto';
import {
  makeRunId,
  parseDesign,
  runRef,
  shardOf,
  type Design,
  type RunRef,
  type WorkflowId,
} from '@baton/core';
import { createPostgresStorage, type PostgresStorage } from '@baton/postgres';
import { testDatabase, type TestDatabase } from '@baton/postgres/testing';
import { activity } from '@baton/workflow';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorker } from '../src/index.ts';
import { ended, limit, record, until } from './harness.ts';

const greet = activity('greet', limit, async ({ name }: { name: string }) => `Hello ${name}`);

const node = (kind: string, id: string, config: object) => ({
  ...{ id, kind, name: id, position: { x: 0, y: 0 }, config },
});
const edge = (source: string, target: string) => ({
  ...{ id: `${source}-${target}`, source, sourcePort: 'out', target, targetPort: 'in' },
});
const document = {
  schema: 1,
  nodes: [
    node('start', 'start', {}),
    node('activity', 'hello', {
      activity: 'greet',
      input: { name: '{{ input.who }}' },
      options: { startToClose: '1 minute' },
    }),
    node('end', 'end', { output: '{{ nodes.hello.output }}' }),
  ],
  edges: [edge('start', 'hello'), edge('hello', 'end')],
};

let database: TestDatabase;
let storage: PostgresStorage;

beforeAll(async () => {
  database = await testDatabase();
  storage = await createPostgresStorage({ databaseUrl: database.url, throwAway: true });
});

afterAll(async () => {
  await storage.close();
  await database.drop();
});

async function publish(designId: string, design: Design): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(
    `insert into baton.design (id, name, draft, created_by, updated_by) values ($1, $1, $2, 'test', 'test')`,
    [designId, JSON.stringify(design)],
  );
  await client.query(
    `insert into baton.design_version (design_id, version, document, published_by) values ($1, 1, $2, 'test')`,
    [designId, JSON.stringify(design)],
  );
  await client.end();
}

async function startDesign(designId: string, version: number): Promise<RunRef> {
  const workflowId = `design-${designId}-${version}`;
  const ref = runRef(makeRunId(shardOf(workflowId), Date.now(), randomBytes(8)));
  await storage.startRun({
    ref,
    reusePolicy: 'allow',
    signals: [],
    event: {
      type: 'RunStarted',
      workflow: 'graph',
      workflowId: workflowId as WorkflowId,
      taskQueue: 'default',
      input: { who: 'Ada' },
      design: { designId, version },
    },
  });
  return ref;
}

test('a worker on a database runs published designs, and a version that is not there blocks its run', async () => {
  const design = parseDesign(document).design;
  expect(design).toBeDefined();
  await publish('greeting', design!);
  const worker = await createWorker({
    databaseUrl: database.url,
    throwAway: true,
    activities: [greet],
    log: () => undefined,
  });
  const done = worker.run();
  const [good, missing] = [await startDesign('greeting', 1), await startDesign('greeting', 2)];
  expect(await ended(storage, good)).toEqual({ type: 'RunCompleted', result: 'Hello Ada' });
  await until(async () => (await record(storage, missing)).blocked !== null);
  await worker.shutdown();
  await done;
  expect((await storage.listWorkers()).map(({ state }) => state)).toEqual(['stopped']);
});
