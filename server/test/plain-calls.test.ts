import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { admin, BOOTSTRAP_KEY, byCookie, startStudio, type Studio } from './studio.ts';

let studio: Studio;
let cookie: string;
beforeAll(async () => {
  studio = await startStudio();
  cookie = await studio.signIn(admin.email, admin.password);
});
afterAll(() => studio.stop());

const key = { authorization: `Bearer ${BOOTSTRAP_KEY}` };
/** Says nothing that isn't so without it, and is left to tRPC's own adapter. */
const byAdapter = { 'trpc-accept': 'application/json' };
const nowhere = '00000000-0000-4000-8000-000000000000';
const twice = (one: object): string => JSON.stringify({ 0: one, 1: one });

interface Sent {
  readonly path: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

interface Heard {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Tells who has answered: tRPC's adapter does not know how long its answer is. */
  readonly tellsLength: boolean;
}

const framing = ['content-length', 'transfer-encoding', 'date', 'x-request-id'];

async function send({ path, body, headers = key }: Sent, more: Record<string, string> = {}): Promise<Heard> {
  const answer = await studio.fetch(`/api/trpc/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers, ...more },
    ...(body !== undefined && { body }),
  });
  return {
    status: answer.status,
    headers: Object.fromEntries([...answer.headers].filter(([name]) => !framing.includes(name))),
    body: await answer.text(),
    tellsLength: answer.headers.has('content-length'),
  };
}

const input = (value: unknown): string => `input=${encodeURIComponent(JSON.stringify(value))}`;

describe('a call is answered the same with and without tRPC’s adapter', () => {
  test.each<[string, number, Sent]>([
    ['a query', 200, { path: 'me.get' }],
    ['a query with a list of defaults', 200, { path: `runs.list?${input({})}` }],
    ['a query by POST', 200, { path: 'runs.list', body: '{"limit":1}' }],
    ['a batch of one', 200, { path: 'me.get?batch=1' }],
    ['a batch of queries', 200, { path: `me.get,runs.list?batch=1&${input({ 1: { limit: 1 } })}` }],
    ['a batch that fails in part', 207, { path: `me.get,runs.get?batch=1&${input({ 1: {} })}` }],
    ['a batch that fails', 400, { path: `runs.get,runs.get?batch=1&${input({ 0: {}, 1: 7 })}` }],
    ['a batch that fails in two ways', 207, { path: 'runs.get,audit.list?batch=1' }],
    ['an input that is missing', 400, { path: 'runs.get' }],
    ['an input that is wrong', 400, { path: `runs.get?${input({ runId: 'x' })}` }],
    ['an input that is null', 400, { path: `runs.get?${input(null)}` }],
    ['what isn’t there', 404, { path: `designs.get?${input({ designId: nowhere })}` }],
    ['what a key may not', 403, { path: 'audit.list?input=%7B%7D' }],
    ['what nobody may', 401, { path: 'runs.list?input=%7B%7D', headers: {} }],
    ['what everybody may', 200, { path: 'system.version', headers: {} }],
    ['a mutation that is refused', 404, { path: 'runs.start', body: `{"designId":"${nowhere}"}` }],
    [
      'a mutation with too deep an input',
      400,
      {
        path: 'runs.start',
        body: `{"workflow":"a","input":${'['.repeat(70)}${']'.repeat(70)}}`,
      },
    ],
    [
      'a batch of mutations',
      404,
      {
        path: 'designs.archive,designs.archive?batch=1',
        body: twice({ designId: nowhere, archived: true }),
      },
    ],
    [
      'text outside of ASCII',
      404,
      {
        path: 'runs.start',
        body: JSON.stringify({ designId: nowhere, workflowId: 'Größe 🚀' }),
      },
    ],
  ])('%s', async (_, status, sent) => {
    const plain = await send(sent);
    const adapted = await send(sent, byAdapter);
    expect(plain.status).toBe(status);
    expect([plain.tellsLength, adapted.tellsLength]).toEqual([true, false]);
    expect({ ...plain, tellsLength: false }).toEqual(adapted);
  });

  test('that changes something, once for each', async () => {
    const body = JSON.stringify({ name: 'Größe 🚀' });
    const answers = [
      await send({ path: 'designs.create', body }),
      await send({ path: 'designs.create', body }, byAdapter),
    ];
    const made = answers.map(({ status, body: text }) => ({ status, ...shapeOf(text) }));
    expect(made[0]).toEqual(made[1]);
    expect(made[0]?.status).toBe(200);
  });

  test('for who is signed in', async () => {
    const headers = byCookie(studio.url, cookie);
    const plain = await send({ path: 'me.get', headers });
    expect({ ...plain, tellsLength: false }).toEqual(await send({ path: 'me.get', headers }, byAdapter));
    expect(plain.body).toContain(admin.email);
  });
});

/** Names and types of what was answered: ids and times differ. */
function shapeOf(text: string): object {
  const { result } = JSON.parse(text) as { result: { data: Record<string, unknown> } };
  return { shape: Object.entries(result.data).map(([name, value]) => `${name}: ${typeof value}`) };
}

describe('what is unusual is left to tRPC, and answered as ever', () => {
  test.each<[string, number, string, Sent]>([
    ['a procedure that is none', 404, 'NOT_FOUND', { path: 'runs.steal' }],
    ['a mutation by GET', 405, 'METHOD_NOT_SUPPORTED', { path: `runs.start?${input({})}` }],
    ['a query beside a mutation', 400, 'INVALID_INPUT', { path: 'me.get,runs.start?batch=1', body: '{}' }],
    ['a batch whose inputs are a list', 400, 'INVALID_INPUT', { path: `runs.get?batch=1&${input([{}])}` }],
    ['a batch that says so in another way', 404, 'NOT_FOUND', { path: 'me.get,me.get?batch=2' }],
    ['a name of every object', 404, 'NOT_FOUND', { path: 'constructor' }],
    [
      'GET with a type of body',
      405,
      'METHOD_NOT_SUPPORTED',
      {
        path: 'me.get',
        headers: { ...key, 'content-type': 'multipart/form-data; boundary=x' },
      },
    ],
  ])('%s', async (_, status, code, sent) => {
    const answer = await send(sent);
    expect([answer.status, codeIn(answer.body), answer.tellsLength]).toEqual([status, code, false]);
  });

  test('a name that is encoded twice is no procedure: its limits would not be those of what it hides', async () => {
    for (const path of ['setup%252EcreateFirstAdmin', 'me.get%252Cme.get?batch=1']) {
      const answer = await send({ path, body: '{}' });
      expect([answer.status, codeIn(answer.body)]).toEqual([404, 'NOT_FOUND']);
    }
  });
});

function codeIn(text: string): string {
  const body = JSON.parse(text) as unknown;
  const first = (Array.isArray(body) ? body[0] : body) as { error?: { data: { code: string } } };
  return first.error?.data.code ?? 'none';
}
