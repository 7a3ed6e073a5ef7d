import { describe, expect, it } from 'vitest';
import type { Json } from '@baton/core';
import { httpActivity } from '../../src/builtin/http-activity.ts';
import { allowing, serve, type TestServer } from './http-server.ts';

const info = { runId: 'run', activityId: '7' };
const context = { info, signal: new AbortController().signal };

function run(server: TestServer, input: Json): Promise<unknown> {
  const definition = httpActivity(allowing([server]));
  const handler = definition.handler as (input: unknown, context: unknown) => Promise<unknown>;
  return handler(definition.parseInput(input), context);
}

describe('baton.http', () => {
  it('sends JSON and answers status, headers and body', async () => {
    const server = await serve((_request, response) =>
      response
        .writeHead(201, { 'content-type': 'application/json', 'set-cookie': ['a=1', 'b=2'] })
        .end('{"id":5}'),
    );
    const reply = await run(server, { method: 'POST', url: `${server.origin}/x?y=1`, body: { n: 1 } });
    expect(reply).toMatchObject({ status: 201, body: { id: 5 }, headers: { 'set-cookie': 'a=1, b=2' } });
    expect(server.seen[0]).toMatchObject({
      path: '/x?y=1',
      body: '{"n":1}',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'run/7' },
    });
  });

  it('sends text as it is where the headers say what it is', async () => {
    const server = await serve((_request, response) => response.end());
    await run(server, {
      method: 'PUT',
      url: server.origin,
      headers: { 'Content-Type': 'text/csv' },
      body: 'a,b',
    });
    expect(server.seen[0]).toMatchObject({ body: 'a,b', headers: { 'content-type': 'text/csv' } });
  });

  it.each([
    [400, true],
    [401, true],
    [404, true],
    [408, false],
    [429, false],
    [500, false],
    [503, false],
  ])('%i fails, for good: %s', async (status, nonRetryable) => {
    const server = await serve((_request, response) =>
      response.writeHead(status, { 'retry-after': '7' }).end('why'),
    );
    await expect(run(server, { url: server.origin })).rejects.toMatchObject({
      name: 'HttpError',
      nonRetryable,
      nextRetryDelay: nonRetryable ? undefined : 7_000,
      details: { status, body: 'why' },
    });
    expect(server.seen).toHaveLength(1);
  });

  it('describes itself for the designer', () => {
    const { name, inputSchema } = httpActivity(allowing([]));
    expect(name).toBe('baton.http');
    expect(inputSchema).toMatchObject({ type: 'object', properties: { url: { type: 'string' } } });
  });

  it('refuses what it does not know', async () => {
    const server = await serve((_request, response) => response.end());
    expect(() => run(server, { url: server.origin, method: 'TRACE' })).toThrow();
    expect(() => run(server, { url: server.origin, agent: {} })).toThrow();
  });
});
