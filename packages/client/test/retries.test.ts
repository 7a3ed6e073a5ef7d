import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { WorkflowClient } from '@baton/client';

interface Seen {
  readonly path: string;
  readonly body: Record<string, unknown>;
}

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A server that gives these answers, one after the other; `cut` breaks the connection after the request was read. */
async function serverThat(...answers: readonly (readonly [number, unknown] | 'cut')[]) {
  const seen: Seen[] = [];
  server = createServer((req, res) => {
    let text = '';
    req.on('data', (chunk: Buffer) => (text += chunk.toString()));
    req.on('end', () => {
      const answer = answers[seen.length] ?? answers.at(-1) ?? 'cut';
      seen.push({
        path: req.url ?? '',
        body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
      });
      if (answer === 'cut') return void res.destroy();
      res.writeHead(answer[0], { 'content-type': 'application/json' }).end(JSON.stringify(answer[1]));
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = new WorkflowClient({ url: `http://127.0.0.1:${port}/`, apiKey: 'k', retryFor: '5s' });
  return { client, seen };
}
const done = (data: unknown) => [200, { result: { data } }] as const;
const refused = (code: string, httpStatus: number, details: unknown = null) =>
  [
    httpStatus,
    { error: { message: code, code: -32000, data: { code, httpStatus, path: 'x', problems: [], details } } },
  ] as const;
const started = done({ runId: 'r', workflowId: 'w', alreadyRunning: false });

test('a start whose answer was lost is sent again, with the same key', async () => {
  const { client, seen } = await serverThat('cut', [502, {}], started);
  const run = await client.start('order', { n: 1 }, { workflowId: 'w' });
  expect(run).toMatchObject({ runId: 'r', workflowId: 'w' });
  expect(seen).toHaveLength(3);
  expect(new Set(seen.map(({ body }) => body['idempotencyKey'])).size).toBe(1);
  expect(seen[0]?.body).toMatchObject({ workflow: 'order', input: { n: 1 }, workflowId: 'w' });
});

test('two starts have two keys', async () => {
  const { client, seen } = await serverThat(started);
  await client.start('order');
  await client.start('order');
  expect(new Set(seen.map(({ body }) => body['idempotencyKey'])).size).toBe(2);
});

test('a refusal is not tried again, and carries its code and details', async () => {
  const { client, seen } = await serverThat(refused('ALREADY_COMPLETED', 409, { by: 'somebody' }));
  await expect(client.completeActivity('token', 1)).rejects.toMatchObject({
    name: 'CallError',
    code: 'ALREADY_COMPLETED',
    httpStatus: 409,
    details: { by: 'somebody' },
  });
  expect(seen).toHaveLength(1);
});

test('a busy server is given the time it asks for', async () => {
  const { client, seen } = await serverThat(
    refused('RATE_LIMITED', 429, { retryAfterS: 1 }),
    done({ alreadyCompleted: false }),
  );
  const began = performance.now();
  await client.completeActivity('token', 1);
  expect(performance.now() - began).toBeGreaterThan(950);
  expect(seen).toHaveLength(2);
});

test('a failure is not reported twice: the second report could end the next attempt', async () => {
  const { client, seen } = await serverThat('cut', done({ willRetry: true, nextAttemptAtMs: 1 }));
  await expect(client.failActivity('token', new Error('no'))).rejects.toMatchObject({ code: 'UNREACHABLE' });
  expect(seen).toHaveLength(1);
});

test('but it is, when the first one can’t have arrived', async () => {
  const { client } = await serverThat(
    refused('UNAVAILABLE', 503),
    done({ willRetry: true, nextAttemptAtMs: 1 }),
  );
  expect(await client.failActivity('token', new Error('no'))).toEqual({
    willRetry: true,
    nextAttemptAtMs: 1,
  });
});

test('what is not there is given up after a while', async () => {
  const client = new WorkflowClient({ url: 'http://127.0.0.1:9', apiKey: 'k', retryFor: 300 });
  await expect(client.start('order')).rejects.toMatchObject({ code: 'UNREACHABLE', httpStatus: null });
});
