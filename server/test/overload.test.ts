// More calls than the server can work on, for real: a lock holds up whoever is inside.
import { WorkflowClient } from '@baton/client';
import { expect, test } from 'vitest';
import { heldServer } from './held-server.ts';

const apiKey = 'overload-key-0123456789';
const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };

const held = heldServer(apiKey, 3);

async function hold(): Promise<void> {
  await held.holding().query('begin');
  await held.holding().query('lock table baton.run in access exclusive mode');
}

interface Answer {
  readonly status: number;
  readonly code: string | null;
  readonly retryAfter: string | null;
}

async function list(): Promise<Answer> {
  const response = await fetch(`${held.server().url}/api/v1/runs`, { headers });
  const body = (await response.json()) as { readonly error?: { readonly data: { readonly code: string } } };
  const retryAfter = response.headers.get('retry-after');
  return { status: response.status, code: body.error?.data.code ?? null, retryAfter };
}

const overloaded = { status: 503, code: 'OVERLOADED', retryAfter: '1' };

test('what is too much is refused with a code and a time, and what was taken is answered', async () => {
  // The key is looked up now, not behind the lock.
  expect(await list()).toMatchObject({ status: 200 });
  await hold();
  const all = Array.from({ length: 8 }, () => list());
  const settled: Answer[] = [];
  for (const answer of all) void answer.then((each) => settled.push(each));
  await expect.poll(() => settled.length).toBe(6);
  expect(settled).toEqual(Array.from({ length: 6 }, () => overloaded));
  // Who looks whether the server is alive is told so.
  expect((await fetch(`${held.server().url}/api/health`)).status).toBe(200);
  await held.holding().query('rollback');
  const answers = await Promise.all(all);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
});

test('a client that was refused comes again, and its call happens once', async () => {
  const client = new WorkflowClient({ url: held.server().url, apiKey });
  await hold();
  const inside = [list(), list(), list(), list(), list()];
  const start = client.start('order', { n: 1 }, { workflowId: 'once' });
  await expect.poll(async () => (await list()).code).toBe('OVERLOADED');
  await held.holding().query('rollback');
  expect(await start).toMatchObject({ workflowId: 'once', alreadyRunning: false });
  await Promise.all(inside);
});

test('many calls at once with a right key are no guesses, while its look-up takes its time', async () => {
  expect(await list()).toMatchObject({ status: 200 });
  await held.holding().query('begin');
  await held.holding().query('lock table baton.api_key in access exclusive mode');
  // Until the key has to be looked up again.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  const all = Array.from({ length: 60 }, () => list());
  await held.holding().query('rollback');
  const codes = (await Promise.all(all)).map(({ code }) => code);
  expect(codes).not.toContain('RATE_LIMITED');
  expect(codes).toContain(null);
});
