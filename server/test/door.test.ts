// What becomes of calls while as many wait as may, on connections of our own, since what is written into them matters.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { heldServer } from './held-server.ts';

const apiKey = 'door-key-0123456789';

const held = heldServer(apiKey, 0);

interface Heard {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

class Line {
  readonly #socket: Socket;
  #text = '';

  constructor() {
    const { hostname, port } = new URL(held.server().url);
    this.#socket = connect(Number(port), hostname);
    this.#socket.setEncoding('latin1').on('data', (chunk: string) => (this.#text += chunk));
  }

  async say(...pieces: readonly string[]): Promise<Heard> {
    for (const piece of pieces) {
      await new Promise((resolve) => this.#socket.write(piece, resolve));
      // So that the server reads one piece after the other.
      if (pieces.length > 1) await fetch(`${held.server().url}/api/health`);
    }
    return this.hear();
  }

  /** The next answer. */
  async hear(): Promise<Heard> {
    for (;;) {
      const end = this.#text.indexOf('\r\n\r\n');
      const [first = '', ...lines] = this.#text.slice(0, end).split('\r\n');
      const headers = Object.fromEntries(
        lines.map((line) => [
          line.split(': ', 1)[0]?.toLowerCase() ?? '',
          line.slice(line.indexOf(': ') + 2),
        ]),
      );
      // Node's own refusals end with their head.
      const length = end + 4 + Number(headers['content-length'] ?? 0);
      if (end !== -1 && this.#text.length >= length) {
        const body = this.#text.slice(end + 4, length);
        this.#text = this.#text.slice(length);
        return { status: Number(first.split(' ')[1]), headers, body };
      }
      await once(this.#socket, 'data');
    }
  }

  end(): void {
    this.#socket.destroy();
  }
}

const host = `host: x\r\nauthorization: Bearer ${apiKey}\r\n`;
const version = 'GET /api/trpc/system.version HTTP/1.1\r\n';
const list = `GET /api/v1/runs HTTP/1.1\r\n${host}\r\n`;
const start = (body: string, more = ''): string =>
  `POST /api/v1/runs HTTP/1.1\r\n${host}content-type: application/json\r\ncontent-length: ${body.length}\r\n${more}\r\n${body}`;

let line: Line;
let inside: Promise<Response>[];

/** As many calls inside as may be, and one connection that was used before. */
beforeEach(async () => {
  line = new Line();
  expect((await line.say(list)).status).toBe(200);
  await held.holding().query('begin');
  await held.holding().query('lock table baton.run in access exclusive mode');
  const authorization = `Bearer ${apiKey}`;
  inside = [1, 2].map(() => fetch(`${held.server().url}/api/v1/runs`, { headers: { authorization } }));
  await expect.poll(async () => (await line.say(`${version}${host}\r\n`)).status).toBe(503);
});
afterEach(async () => {
  line.end();
  await letGo();
});

async function letGo(): Promise<void> {
  await held.holding().query('rollback');
  await Promise.all(inside);
}

const varying = ['x-request-id', 'date'];

function plain({ status, headers, body }: Heard) {
  const id = headers['x-request-id'] ?? 'none';
  const rest = Object.entries(headers).filter(([name]) => !varying.includes(name));
  return { status, headers: Object.fromEntries(rest), body: body.replace(id, 'the id of the request') };
}

test('a call is refused as Node would answer it, whatever part of it was read by whom', async () => {
  const refused = plain(await line.say(list));
  expect(refused).toMatchObject({
    status: 503,
    headers: { 'retry-after': '1', 'cache-control': 'no-store' },
  });
  expect(JSON.parse(refused.body)).toMatchObject({
    error: { data: { code: 'OVERLOADED', httpStatus: 503 } },
    requestId: 'the id of the request',
  });
  const first = new Line();
  const body = '{"workflow":"a"}';
  expect(plain(await first.say(list))).toEqual(refused);
  expect(plain(await line.say(start(body)))).toEqual(refused);
  expect(plain(await line.say(start(body).slice(0, 40), start(body).slice(40)))).toEqual(refused);
  expect(plain(await line.say(list))).toEqual(refused);
  first.end();
});

test.each([
  ['a length that is told twice', start('{}', 'content-length: 2\r\n'), 400],
  ['a length and pieces', start('{}', 'transfer-encoding: chunked\r\n'), 400],
  ['a line that does not end as it must', list.replace('\r\nauth', '\nauth'), 400],
  ['a name with a space', start('{}', 'x-a : b\r\n'), 503],
  ['a call that will go on', start('{}', 'expect: 200-ok\r\n'), 417],
])('%s is left to Node', async (_, text, status) => {
  expect((await line.say(text)).status).toBe(status);
});

test('two calls that come together are answered one after the other', async () => {
  expect([(await line.say(list + list)).status, (await line.hear()).status]).toEqual([503, 503]);
});

test('who looks whether the server is alive, and what keeps a worker alive, is not refused', async () => {
  expect((await line.say(`GET /api/health HTTP/1.1\r\n${host}\r\n`)).status).toBe(200);
  expect((await line.say(`GET /api/v1/openapi.json HTTP/1.1\r\n${host}\r\n`)).status).toBe(200);
  expect((await line.say(list)).status).toBe(503);
  const beat = start('{}').replace('/api/v1/runs', '/api/trpc/remote.heartbeat');
  expect((await line.say(beat)).status).toBe(400);
});

test('a connection on which calls were refused takes the next that is not', async () => {
  expect((await line.say(list)).status).toBe(503);
  await letGo();
  expect((await line.say(start('{"workflow":"a","workflowId":"after"}'))).status).toBe(200);
  expect((await line.say(list)).body).toContain('after');
  await held.holding().query('begin');
});
