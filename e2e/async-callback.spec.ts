// An activity that another process completes, through the client package: the worker only hands the token on.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { apiOf, historyOf, outcomeOf, publishDesign, startRun, stepsOf } from './support/api.ts';
import { signIn } from './support/people.ts';
import { apiKey, attachOutput, dispose, startStudio, withAdmin, type Studio } from './support/studio.ts';

let studio: Studio;
let service: ChildProcess;

test.beforeAll(async () => {
  const port = await freePort();
  studio = await startStudio({
    env: { ...withAdmin, QUOTE_SERVICE_URL: `http://127.0.0.1:${String(port)}` },
  });
  service = await startService(port);
});

test.afterEach(({}, info) => attachOutput(info, studio));

test.afterAll(async () => {
  service.kill();
  await dispose(studio);
});

test('a service of its own answers an activity, and the run goes on', async ({ page }) => {
  const api = apiOf(studio);
  await signIn(page, studio);
  const designId = await publishDesign(api, 'Quote', 'async-callback');

  const runId = await startRun(api, designId, { item: 'gear', quantity: 3, limitCents: 200_000 });
  await page.goto(`${studio.url}/runs/${runId}`);
  const canvas = page.getByRole('application', { name: 'Canvas of the run' });
  const quote = canvas.getByRole('group', { name: /^Ask for a quote,/ });
  await expect(quote.getByRole('img', { name: 'Waiting for its answer' })).toBeVisible();

  expect(await outcomeOf(api, runId)).toMatchObject({ status: 'completed', result: { accepted: true } });
  await expect(quote.getByRole('img', { name: 'Completed' })).toBeVisible();
  expect(stepsOf(await historyOf(api, runId), 'ActivityCompleted')).toEqual(['quote']);
});

test('a failure that the service reports takes the error way', async () => {
  const api = apiOf(studio);
  const designId = await publishDesign(api, 'Quote of nothing', 'async-callback');
  const document = (await api.designs.get.query({ designId })).document;
  const nodes = document.nodes.map((node) => (node.kind === 'start' ? { ...node, config: {} } : node));
  const loose = await publishDesign(api, 'Quote of anything', { ...document, nodes });

  const runId = await startRun(api, loose, { item: 'unicorn', quantity: 1, limitCents: 1 });

  expect(await outcomeOf(api, runId)).toMatchObject({
    status: 'completed',
    result: { accepted: false, why: 'There is no unicorn' },
  });
});

async function startService(port: number): Promise<ChildProcess> {
  const main = path.resolve(import.meta.dirname, '../examples/async-callback/service-main.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', main], {
    cwd: path.dirname(path.dirname(path.dirname(main))),
    env: {
      ...process.env,
      PORT: String(port),
      BATON_URL: studio.url,
      BATON_API_KEY: apiKey,
      QUOTE_WORK_MS: '3000',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
