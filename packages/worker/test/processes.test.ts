import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { EventBody, RunRef } from '@baton/core';
import { createPostgresStorage, type PostgresStorage } from '@baton/postgres';
import { testDatabase, type TestDatabase } from '@baton/postgres/testing';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { inSession, steps } from './fixtures/definitions.ts';
import { ended, events, start, until } from './harness.ts';

const main = fileURLToPath(new URL('./fixtures/worker-process.ts', import.meta.url));
let database: TestDatabase;
let storage: PostgresStorage;
const children: ChildProcess[] = [];

beforeAll(async () => {
  database = await testDatabase();
  storage = await createPostgresStorage({ databaseUrl: database.url, throwAway: true });
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

afterAll(async () => {
  await storage.close();
  await database.drop();
});

async function workerProcess(role = ''): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', main, database.url, role], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

async function completed(ref: RunRef): Promise<number> {
  return (await events(storage, ref)).filter(({ type }) => type === 'ActivityCompleted').length;
}

/** Scheduled once, completed once, in order. */
function expectEachOnce(found: readonly EventBody[], count: number): void {
  const ids = Array.from({ length: count }, (_, index) => String(index + 1));
  for (const type of ['ActivityScheduled', 'ActivityCompleted'] as const) {
    const seen = found.flatMap((event) => (event.type === type ? [event.activityId] : []));
    expect(seen).toEqual(ids);
  }
}

test('a worker killed in the middle of a run: another goes on, and each step is recorded once', async () => {
  const first = await workerProcess();
  const ref = await start(storage, steps, 60);
  await until(async () => (await completed(ref)) >= 10);
  first.kill('SIGKILL');
  await workerProcess();
  expect(await ended(storage, ref, 15_000)).toMatchObject({ type: 'RunCompleted' });
  expectEachOnce(await events(storage, ref), 60);
});

test('a frozen worker that wakes up after its lease has passed does no harm', async () => {
  const first = await workerProcess();
  const ref = await start(storage, steps, 60);
  await until(async () => (await completed(ref)) >= 5);
  first.kill('SIGSTOP');
  await workerProcess();
  const before = await completed(ref);
  await until(async () => (await completed(ref)) > before + 5, 10_000);
  first.kill('SIGCONT');
  expect(await ended(storage, ref, 15_000)).toMatchObject({ type: 'RunCompleted' });
  expectEachOnce(await events(storage, ref), 60);
  // It begins another life, under another id.
  const states = async () => (await storage.listWorkers()).map(({ state, pid }) => ({ state, pid }));
  await until(async () => (await states()).some(({ state, pid }) => pid === first.pid && state === 'active'));
});

test('a worker asked to stop leaves in good order, and others go on', async () => {
  const first = await workerProcess();
  const ref = await start(storage, steps, 40);
  await until(async () => (await completed(ref)) >= 5);
  await workerProcess();
  first.kill('SIGTERM');
  const [code] = (await once(first, 'exit')) as [number];
  expect(code).toBe(0);
  expect(await ended(storage, ref, 15_000)).toMatchObject({ type: 'RunCompleted' });
  expectEachOnce(await events(storage, ref), 40);
});

test('when the worker of a session is killed, the session fails and the work starts again on another', async () => {
  await workerProcess();
  const first = await workerProcess('sessions');
  const ref = await start(storage, inSession);
  await until(async () => (await storage.pendingActivities(ref)).some(({ state }) => state === 'running'));
  first.kill('SIGKILL');
  await workerProcess('sessions');
  const end = await ended(storage, ref, 20_000);
  expect(end).toMatchObject({ type: 'RunCompleted', result: { tries: 2 } });
  const failed = (await events(storage, ref)).find(({ type }) => type === 'SessionFailed');
  expect(failed).toMatchObject({ reason: 'WORKER_LOST' });
  expect(JSON.stringify(end)).toContain('SessionFailedError');
});

test('broken connections are made again', async () => {
  await workerProcess();
  const ref = await start(storage, steps, 60);
  await until(async () => (await completed(ref)) >= 5);
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  for (let i = 0; i < 3; i++) {
    await client.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    await new Promise((resolve) => void setTimeout(resolve, 100));
  }
  await client.end();
  expect(await ended(storage, ref, 20_000)).toMatchObject({ type: 'RunCompleted' });
  expectEachOnce(await events(storage, ref), 60);
});
