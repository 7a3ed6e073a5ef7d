import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { runRef, type EventBody, type RunId } from '@baton/core';
import { createRemoteWorker, definitionsIn, type RemoteWorkerOptions } from '@baton/worker';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startWorker, type TestWorker } from './engine.ts';
import * as definitions from './remote-definitions.ts';
import { startProxy } from '@baton/postgres/testing';
import { startStudio, type Studio } from './studio.ts';
import { createPostgresStorage, type PostgresStorage } from '@baton/postgres';

const { workflows, activities } = definitionsIn([definitions]);
let studio: Studio;
let owner: TestWorker;
let storage: PostgresStorage;
let apiKey: string;
const ending: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  studio = await startStudio();
  storage = await createPostgresStorage({ databaseUrl: studio.databaseUrl, throwAway: true });
  // Decides for the runs; serves no queue that the activities are on.
  owner = await startWorker(studio.databaseUrl, { workflows });
  apiKey = await studio.key(['workers:run']);
});
afterEach(async () => {
  // Workers before the way to the server that they say good-bye on.
  for (const end of ending.splice(0).reverse()) await end();
});
afterAll(async () => {
  await owner.stop();
  await storage.close();
  await studio.stop();
});

function remote(options: Partial<RemoteWorkerOptions> = {}) {
  const worker = createRemoteWorker({
    ...{ url: studio.url, apiKey, taskQueues: ['far'], activities, log: () => undefined },
    ...options,
  });
  const running = worker.run();
  running.catch(() => undefined);
  const stop = () => worker.shutdown({ grace: 50 }).catch(() => undefined);
  ending.push(stop);
  return { worker, running, stop };
}

async function process_(workerKey?: string): Promise<ChildProcess> {
  const main = fileURLToPath(new URL('./remote-worker-process.ts', import.meta.url));
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', main, studio.url, apiKey, ...(workerKey === undefined ? [] : [workerKey])],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  ending.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  await once(child.stdout, 'data');
  return child;
}

async function start(workflow: string, input: unknown): Promise<RunId> {
  const run = await studio.asKey.runs.start.mutate({
    workflow,
    input: input as never,
    idempotencyKey: crypto.randomUUID(),
  });
  return run.runId;
}

const result = (runId: RunId) => studio.asKey.runs.result.query({ runId, waitMs: 20_000 });
const events = async (runId: RunId): Promise<readonly EventBody[]> =>
  (await storage.readHistory(runRef(runId), 0)).flatMap((row) => row.events);

async function until(holds: () => Promise<boolean>, withinMs = 15_000): Promise<void> {
  const giveUpAt = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > giveUpAt) throw new Error(`Not within ${withinMs} ms: ${holds.toString()}`);
    await new Promise((resolve) => void setTimeout(resolve, 10));
  }
}
const isRunning = async (runId: RunId, name: string) =>
  (await storage.pendingActivities(runRef(runId))).some(
    (activity) => activity.name === name && activity.state === 'running' && activity.heartbeat !== null,
  );

describe('a worker without the database', () => {
  test('runs activities, and tries them again as their policy says', async () => {
    remote();
    expect(await result(await start('doubles', 21))).toMatchObject({ status: 'completed', result: 42 });
    expect(await result(await start('doubles', -4))).toMatchObject({ status: 'completed', result: -8 });
  });

  test('is quick: an activity needs no poll to get here', async () => {
    remote();
    await result(await start('doubles', 1));
    const took: number[] = [];
    for (let n = 0; n < 5; n++) {
      const began = performance.now();
      await result(await start('doubles', n));
      took.push(performance.now() - began);
    }
    expect(took.sort((a, b) => a - b)[2]).toBeLessThan(700);
  });

  test('hands its checkpoint to the next attempt', async () => {
    remote();
    expect(await result(await start('patience', 'throw'))).toMatchObject({ result: { found: 3 } });
  });

  test('hears of a cancellation within a second, and says what became of it', async () => {
    remote();
    const runId = await start('patience', 'stay');
    await until(() => isRunning(runId, 'patient'));
    const began = performance.now();
    await studio.asKey.runs.cancel.mutate({ runId, reason: 'enough' });
    await until(async () => (await storage.pendingActivities(runRef(runId))).length === 0);
    expect(performance.now() - began).toBeLessThan(1_500);
    expect(await result(runId)).toMatchObject({ status: 'cancelled' });
  });

  test('hands out tokens that anyone may answer with', async () => {
    remote();
    let give: (token: string) => void = () => undefined;
    const given = new Promise<string>((resolve) => (give = resolve));
    const server = createServer((req, res) => {
      let token = '';
      req.on('data', (chunk: Buffer) => (token += chunk.toString()));
      req.on('end', () => {
        res.end();
        give(token);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ending.push(async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    });
    const { port } = server.address() as AddressInfo;
    const runId = await start('called', `http://127.0.0.1:${port}/`);
    await studio.asKey.activities.complete.mutate({ token: await given, value: 'from elsewhere' });
    expect(await result(runId)).toMatchObject({ result: 'from elsewhere' });
  });

  test('fails an activity whose answer nobody can take, for good', async () => {
    remote();
    const runId = await start('tooMuch', null);
    expect(await result(runId)).toMatchObject({ status: 'failed' });
    const failed = (await events(runId)).find(({ type }) => type === 'ActivityFailed');
    expect(failed).toMatchObject({ attempt: 1, failure: { code: 'PAYLOAD_TOO_LARGE' } });
  });

  test('hosts sessions: all their activities are on it', async () => {
    remote({ sessions: { enabled: true } });
    remote({ sessions: { enabled: true } });
    const outcome = await result(await start('together', 1));
    if (outcome.status !== 'completed') throw new Error(`It is ${outcome.status}`);
    const [first, second] = outcome.result as [string, string];
    expect(first).toBe(second);
  });

  test('killed: its session fails within two seconds, though its lease has hardly begun', async () => {
    const child = await process_();
    const runId = await start('together', 60_000);
    await until(
      async () => (await events(runId)).filter(({ type }) => type === 'ActivityCompleted').length === 1,
    );
    await until(() => isRunning(runId, 'where'));
    const began = performance.now();
    child.kill('SIGKILL');
    const outcome = await result(runId);
    expect(performance.now() - began).toBeLessThan(2_500);
    expect(outcome).toMatchObject({ status: 'failed' });
    expect(JSON.stringify(await events(runId))).toContain('WORKER_LOST');
  });

  test('killed: its attempts go on elsewhere, from their checkpoint', async () => {
    const child = await process_();
    const runId = await start('patience', 'stay');
    await until(() => isRunning(runId, 'patient'));
    child.kill('SIGKILL');
    remote();
    const outcome = await result(runId);
    expect(outcome).toMatchObject({ result: { found: expect.any(Number) as number } });
  });

  test('killed and begun again under its key: its sessions go on, but for those that its hook refuses', async () => {
    const child = await process_('far-1');
    const [kept, refused] = [await start('returning', null), await start('returning', null)];
    await until(() => isRunning(kept, 'patient'));
    await until(() => isRunning(refused, 'patient'));
    child.kill('SIGKILL');
    const asked: (readonly [string, number])[] = [];
    remote({
      workerKey: 'far-1',
      sessions: { enabled: true },
      onReestablish: ({ runId }, { epoch }) => {
        asked.push([runId, epoch]);
        if (runId === refused) throw new Error('its files are gone');
      },
    });
    expect(await result(kept)).toMatchObject({ result: { found: expect.any(Number) as number } });
    expect(await result(refused)).toMatchObject({
      result: { reason: 'STATE_LOST', cause: 'its files are gone' },
    });
    expect(asked.map(([, epoch]) => epoch)).toEqual([2, 2]);
  });

  test('behind a connection that stalls while its hook is asked it is fenced: another has been asked since', async () => {
    const child = await process_('far-2');
    const runId = await start('returning', null);
    await until(() => isRunning(runId, 'patient'));
    child.kill('SIGKILL');
    const proxy = await startProxy(studio.url);
    ending.push(() => proxy.close());
    const options = { workerKey: 'far-2', sessions: { enabled: true }, leaseTimeout: '1s' } as const;
    let refuse: ((error: Error) => void) | null = null;
    const onReestablish = () => new Promise<void>((_, reject) => (refuse = reject));
    remote({ ...options, url: proxy.url, onReestablish });
    await until(() => Promise.resolve(refuse !== null));
    proxy.stall();
    refuse!(new Error('too late'));
    remote(options);
    expect(await result(runId)).toMatchObject({ result: { found: expect.any(Number) as number } });
    proxy.resume();
    expect(JSON.stringify(await events(runId))).not.toContain('too late');
  });

  test('behind a connection that stalls it is fenced, and begins anew', async () => {
    const proxy = await startProxy(studio.url);
    ending.push(() => proxy.close());
    remote({ url: proxy.url, leaseTimeout: '1s', sessions: { enabled: true } });
    const runId = await start('together', 4_000);
    await until(() => isRunning(runId, 'where'));
    proxy.stall();
    const outcome = await result(runId);
    expect(outcome).toMatchObject({ status: 'failed' });
    expect(JSON.stringify(await events(runId))).toContain('WORKER_LOST');
    const before = (await events(runId)).length;
    proxy.resume();
    expect(await result(await start('doubles', 5))).toMatchObject({ result: 10 });
    expect(await events(runId)).toHaveLength(before);
  });

  test('asks again for what it has claimed if it did not hear the answer', async () => {
    const proxy = await startProxy(studio.url);
    ending.push(() => proxy.close());
    remote({ url: proxy.url, leaseTimeout: '10s' });
    proxy.cutAnswer('"name":"double"');
    const runId = await start('doubles', 1_234_567);
    // The activity itself would be given up after a minute.
    expect(await result(runId)).toMatchObject({ status: 'completed', result: 2_469_134 });
    expect((await events(runId)).find(({ type }) => type === 'ActivityCompleted')).toMatchObject({
      attempt: 1,
    });
  });

  test('lives through a moment without the server: nothing is lost, nothing done twice', async () => {
    const proxy = await startProxy(studio.url);
    ending.push(() => proxy.close());
    remote({ url: proxy.url, leaseTimeout: '10s', sessions: { enabled: true } });
    const runId = await start('together', 700);
    await until(() => isRunning(runId, 'where'));
    proxy.cut();
    expect(await result(runId)).toMatchObject({ status: 'completed' });
    expect((await events(runId)).filter(({ type }) => type === 'ActivityCompleted')).toHaveLength(2);
  });
});
