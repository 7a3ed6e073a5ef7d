// All processes of the example: the studio's server on a database, a worker, the quote service, and a client that orders.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { WorkflowClient } from '@baton/client';
import { testDatabase } from '@baton/postgres/testing';
import { createWorker } from '@baton/worker';
import { expect, it, onTestFinished, vi } from 'vitest';
import { ensureBootstrap } from '../../server/bootstrap.ts';
import { startServer } from '../../server/start-server.ts';
import { requestQuote } from '../async-callback/activities.ts';
import { asyncCallback } from '../async-callback/workflow.ts';

const apiKey = 'bootstrap-key-0123456789';

it('a service in a process of its own completes the activity through the client', async () => {
  const database = await testDatabase();
  const databaseUrl = database.url;
  onTestFinished(() => database.drop());
  await ensureBootstrap({
    databaseUrl,
    adminEmail: 'a@example.com',
    adminPassword: 'correct horse battery',
    apiKey,
  });
  const server = await startServer({
    databaseUrl,
    port: 0,
    pages: false,
    throwAway: true,
    log: () => undefined,
  });
  onTestFinished(() => server.close());
  const service = startService(server.url);
  onTestFinished(() => void service.kill());
  vi.stubEnv('QUOTE_SERVICE_URL', `http://127.0.0.1:${await portOf(service)}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  const parts = { workflows: [asyncCallback], activities: [requestQuote] };
  const worker = await createWorker({ databaseUrl, throwAway: true, log: () => undefined, ...parts });
  const working = worker.run();
  onTestFinished(async () => {
    await worker.shutdown({ grace: 100 });
    await working;
  });

  const client = new WorkflowClient({ url: server.url, apiKey });
  const order = { item: 'motor', quantity: 2, limitCents: 100_000 };
  const run = await client.start(asyncCallback, order, { workflowId: 'order-1' });
  expect(await run.result()).toEqual({ item: 'motor', quantity: 2, totalCents: 97_800, accepted: true });
  const moon = await client.start(asyncCallback, { ...order, item: 'moon' }, { workflowId: 'order-2' });
  await expect(moon.result()).rejects.toMatchObject({ cause: { name: 'UnknownItem' } });
}, 60_000);

function startService(url: string): ChildProcess {
  const main = fileURLToPath(new URL('../async-callback/service-main.ts', import.meta.url));
  return spawn(process.execPath, ['--import', 'tsx', main], {
    env: { ...process.env, BATON_URL: url, BATON_API_KEY: apiKey, PORT: '0', QUOTE_WORK_MS: '100' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function portOf({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('The service has no output');
  const [line] = (await once(createInterface(stdout), 'line')) as [string];
  return /port (\d+)/.exec(line)?.[1] ?? '';
}
