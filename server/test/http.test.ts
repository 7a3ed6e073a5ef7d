import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BOOTSTRAP_KEY, byCookie, startStudio, type Studio } from './studio.ts';

let studio: Studio;
beforeAll(async () => {
  studio = await startStudio();
});
afterAll(() => studio.stop());

const json = { 'content-type': 'application/json' };
const key = { authorization: `Bearer ${BOOTSTRAP_KEY}` };

interface Refusal {
  readonly error: {
    readonly message: string;
    readonly data: { readonly code: string; readonly path: string | null };
  };
}

async function refusal(answer: Response): Promise<{ status: number; code: string; text: string }> {
  const text = await answer.text();
  const body = JSON.parse(text) as Refusal | readonly [Refusal];
  const { error } = 'error' in body ? body : body[0];
  return { status: answer.status, code: error.data.code, text };
}

function post(path: string, body: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
  return studio.fetch(path, {
    method: 'POST',
    headers: { ...json, ...key, ...headers },
    body,
    duplex: 'half',
  } as RequestInit);
}

describe('a bad request is refused with a stable code, and says nothing of our insides', () => {
  test.each<[string, BodyInit, number, string]>([
    ['no JSON', '{"name":', 400, 'BAD_JSON'],
    ['NUL', '{"workflow":"a\\u0000b"}', 400, 'BAD_JSON'],
    ['a lone surrogate', '{"workflow":"a","input":"\\ud800"}', 400, 'BAD_JSON'],
    ['a key twice', '{"workflow":"a","workflow":"b"}', 400, 'BAD_JSON'],
    ['__proto__', '{"workflow":"a","input":{"__proto__":{}}}', 400, 'BAD_JSON'],
    ['a number nobody keeps', '{"workflow":"a","input":12345678901234567890}', 400, 'BAD_JSON'],
    ['bytes that are no UTF-8', new Uint8Array([0x22, 0xc3, 0x28, 0x22]), 400, 'BAD_JSON'],
    ['an unknown field', '{"workflow":"a","admin":true}', 400, 'INVALID_INPUT'],
    ['a wrong type', '{"workflow":7}', 400, 'INVALID_INPUT'],
    ['an array for an object', '[]', 400, 'INVALID_INPUT'],
    [
      'a workflow id that looks like another',
      '{"workflow":"a","workflowId":"a\\u202eb"}',
      400,
      'INVALID_INPUT',
    ],
    ['an idempotency key with a newline', '{"workflow":"a","idempotencyKey":"a\\nb"}', 400, 'INVALID_INPUT'],
    [
      'an input deeper than anybody needs',
      `{"workflow":"a","input":${'['.repeat(70)}${']'.repeat(70)}}`,
      400,
      'BAD_PAYLOAD',
    ],
    [
      'an input larger than a history takes',
      `{"workflow":"a","input":"${'x'.repeat(300_000)}"}`,
      413,
      'PAYLOAD_TOO_LARGE',
    ],
    [
      'a body larger than the limit',
      `{"workflow":"a","input":"${'x'.repeat(1_100_000)}"}`,
      413,
      'PAYLOAD_TOO_LARGE',
    ],
  ])('%s', async (_, body, status, code) => {
    const answer = await refusal(await post('/api/trpc/runs.start', body));
    expect([answer.status, answer.code]).toEqual([status, code]);
    expect(answer.text).not.toMatch(/\bat .*\.ts|node_modules|select |prisma/i);
  });

  test('ten megabytes are refused before they are sent', async () => {
    const answer = await rawRequest(
      `POST /api/trpc/runs.start HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${BOOTSTRAP_KEY}\r\nContent-Type: application/json\r\nContent-Length: 10485760\r\n\r\n{`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
  });

  test('of a body without announced length no more than the limit is taken', async () => {
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024).fill(0x20)),
    });
    const answer = await post('/api/trpc/runs.start', endless).catch(() => null);
    if (answer !== null) expect(answer.status).toBe(413);
  });

  test.each([
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['multipart/form-data; boundary=x', 415],
    ['application/json; charset=utf-16', 415],
  ])('content type %s', async (type, status) => {
    expect((await post('/api/trpc/runs.start', '{}', { 'content-type': type })).status).toBe(status);
  });

  test('a mutation by GET, and other methods', async () => {
    expect((await studio.fetch('/api/trpc/runs.start?input={}', { headers: key })).status).toBe(405);
    expect((await studio.fetch('/api/trpc/runs.list', { method: 'PUT', headers: key })).status).toBe(405);
    expect((await studio.fetch('/', { method: 'POST' })).status).toBe(405);
  });

  test('an unknown procedure, an unknown path, a path that is none', async () => {
    for (const path of [
      '/api/trpc/runs.steal',
      '/api/trpc/__proto__',
      '/api/nothing',
      '/api/auth/sign-up/email',
      '/api/trpc/%E0%A4%A',
    ]) {
      const answer = await refusal(await studio.fetch(path, { headers: key }));
      expect([path, answer.status, answer.code]).toEqual([path, 404, 'NOT_FOUND']);
    }
  });

  test('more than ten calls in a batch', async () => {
    const path = `/api/trpc/${Array.from({ length: 11 }, () => 'me.get').join(',')}?batch=1&input={}`;
    expect(await refusal(await studio.fetch(path, { headers: key }))).toMatchObject({
      status: 400,
      code: 'BATCH_TOO_LARGE',
    });
  });

  test('a cursor and a page size that are none', async () => {
    const list = (input: object) =>
      studio.fetch(`/api/trpc/runs.list?input=${encodeURIComponent(JSON.stringify(input))}`, {
        headers: key,
      });
    for (const input of [
      { cursor: 'AAAA' },
      { cursor: '' },
      { limit: 1e9 },
      { limit: 0 },
      { limit: -1 },
      { limit: '10' },
    ]) {
      expect(await refusal(await list(input))).toMatchObject({ status: 400, code: 'INVALID_INPUT' });
    }
  });

  test('a request target that names another server', async () => {
    for (const target of ['http://169.254.169.254/latest', '//elsewhere/x']) {
      const answer = await rawRequest(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1.1 400 /);
    }
  });

  test('two lengths, or a length and chunks', async () => {
    const head = `POST /api/trpc/runs.start HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`;
    const smuggled = [
      `${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} `,
      `${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ];
    for (const request of smuggled) expect(await rawRequest(request)).toMatch(/^HTTP\/1.1 400 /);
  });

  test('nothing of this was a failure of ours, and no run was started', async () => {
    expect(studio.logged).toEqual([]);
    expect((await studio.asAdmin.runs.list.query({})).items).toEqual([]);
  });
});

describe('a call that rides on a cookie must come from our own pages', () => {
  const call = (headers: Record<string, string>) =>
    studio.fetch('/api/trpc/designs.create', {
      method: 'POST',
      headers: { ...json, ...headers },
      body: '{"name":"x"}',
    });

  test('from another origin, from another site, without saying from where, without our header', async () => {
    const { cookie } = await studio.person('builder');
    const own = byCookie(studio.url, cookie);
    const refused: Record<string, string>[] = [
      { ...own, origin: 'https://evil.example' },
      { ...own, 'sec-fetch-site': 'cross-site' },
      { ...own, 'sec-fetch-site': 'same-site' },
      { cookie, 'x-baton-csrf': '1' },
      { cookie, origin: studio.url },
    ];
    for (const headers of refused) {
      expect(await refusal(await call(headers))).toMatchObject({ status: 403, code: 'CSRF' });
    }
    expect((await call(own)).status).toBe(200);
  });

  test('a key in the header needs none of that, and beats the cookie', async () => {
    const { cookie } = await studio.person('viewer');
    expect((await call({ cookie, ...key, origin: 'https://elsewhere.example' })).status).toBe(200);
  });
});

describe('answers', () => {
  test('carry the headers that keep browsers from guessing', async () => {
    const { headers } = await studio.fetch('/api/health');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
  });

  test('health says what is up', async () => {
    const answer = await studio.fetch('/api/health');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ ok: true, database: { ok: true }, workers: { active: 0 } });
  });
});

/** What no HTTP client would send. */
function rawRequest(text: string): Promise<string> {
  const { hostname, port } = new URL(studio.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text));
    let answer = '';
    socket.setEncoding('utf8');
    socket.setTimeout(5_000, () => socket.destroy(new Error('No answer')));
    socket.on('data', (chunk: string) => {
      answer += chunk;
      socket.end();
      resolve(answer);
    });
    socket.on('error', reject);
    socket.on('end', () => resolve(answer));
  });
}
