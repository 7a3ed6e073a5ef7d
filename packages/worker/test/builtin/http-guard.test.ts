import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { defaultHttpPolicy, httpPolicyFrom, type HttpPolicy } from '../../src/builtin/http-policy.ts';
import { send, type HttpCall } from '../../src/builtin/http-request.ts';
import { isBlockedAddress } from '../../src/builtin/ip-address.ts';
import { allowing, serve } from './http-server.ts';

const never = new AbortController().signal;
const call = (url: string, more: Partial<HttpCall> = {}): HttpCall => ({
  method: 'GET',
  url,
  headers: {},
  body: null,
  ...more,
});
const get = (url: string, policy: HttpPolicy = defaultHttpPolicy, more: Partial<HttpCall> = {}) =>
  send(call(url, more), policy, never);
/** A name server that says what the test wants. */
const resolving = (...addresses: readonly string[]): Partial<HttpPolicy> => ({
  resolve: async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
});
const refused = { name: 'HttpRefused', nonRetryable: true };

describe('addresses', () => {
  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.19.255.255',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '::ffff:0:127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b::10.0.0.1',
    '64:ff9b:1::1',
    '2002:7f00:1::',
    '2002:a00:1::1',
    '2001::1',
    '2001:db8::1',
    'fc00::1',
    'fdff::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '3fff::1',
    'no address',
    '127.1',
  ])('%s is blocked', (address) => {
    expect(isBlockedAddress(address)).toBe(true);
  });

  it.each([
    '1.1.1.1',
    '172.32.0.1',
    '100.128.0.1',
    '198.20.0.1',
    '2606:4700::1111',
    '64:ff9b::1.1.1.1',
    '::ffff:8.8.8.8',
  ])('%s is not', (address) => {
    expect(isBlockedAddress(address)).toBe(false);
  });
});

describe('URLs', () => {
  it.each([
    '133 http://169.254.169.254/latest/meta-data',
    '133 http://[::ffff:169.254.169.254]/',
    '133 http://[::ffff:a9fe:a9fe]/',
    '135 http://0x7f.1/',
    '135 http://2130706433/',
    '135 http://017700000001/',
    '135 http://127.1/',
    '135 http://①②⑦.0.0.1/',
    '136 http://169.254.169.254./',
    '137 http://10.0.0.1/',
    '137 http://192.168.0.1:8080/',
    '137 http://[fd00::1]/',
    '145 file:///etc/passwd',
    '145 gopher://example.com/',
    '145 data:text/plain,x',
    '145 ftp://example.com/',
    '145 unix:/var/run/docker.sock',
    '147 http://example.com/\r\nX-Evil: 1',
    '147 http://exa\tmple.com/',
    '148 http://1.1.1.1:22/',
    '148 http://1.1.1.1:25/',
    '148 http://1.1.1.1:5432/',
    '156 http://[fe80::1%25eth0]/',
    '--- http://user:pass@1.1.1.1/',
    '--- not a url',
    '--- //example.com/',
  ])('%s is refused for good', async (line) => {
    await expect(get(line.slice(4))).rejects.toMatchObject(refused);
  });

  it('139, 141: names with any address that is not public are refused', async () => {
    for (const addresses of [['127.0.0.1'], ['1.1.1.1', '::1'], ['1.1.1.1', '10.0.0.1'], ['fd00::1']]) {
      const policy = { ...defaultHttpPolicy, ...resolving(...addresses) };
      await expect(get('http://evil.example/', policy)).rejects.toMatchObject(refused);
    }
    await expect(get('http://localhost/')).rejects.toMatchObject(refused);
  });

  it('140: a name that changes its address after the check changes nothing', async () => {
    const server = await serve((_request, response) => response.end('ok'));
    const resolve = vi
      .fn<HttpPolicy['resolve']>()
      .mockResolvedValueOnce([{ address: '127.0.0.1', family: 4 }])
      .mockResolvedValue([{ address: '127.0.0.2', family: 4 }]);
    const policy = { ...defaultHttpPolicy, allow: new Set([`rebind.example:${server.port}`]), resolve };
    const reply = await get(`http://rebind.example:${server.port}/`, policy);
    expect(reply.body).toBe('ok');
    expect(resolve).toHaveBeenCalledTimes(1);
    expect(server.seen[0]?.headers.host).toBe(`rebind.example:${server.port}`);
  });

  it('149: our own public name is refused, even where the operator allows it', async () => {
    const policy = httpPolicyFrom({
      BATON_PUBLIC_URL: 'https://Baton.example/',
      BATON_HTTP_ALLOW: 'baton.example',
    });
    await expect(get('https://baton.example/api', policy)).rejects.toMatchObject(refused);
  });

  it('an operator may allow what is private, by host and port', async () => {
    const server = await serve((_request, response) => response.end('inside'));
    const policy = httpPolicyFrom({ BATON_HTTP_ALLOW: ` 127.0.0.1:${server.port} , other:1` });
    expect((await get(server.origin, policy)).body).toBe('inside');
    await expect(get(`http://127.0.0.1:${server.port + 1}`, policy)).rejects.toMatchObject(refused);
  });
});

describe('redirects', () => {
  it('lead only where a request might go itself', async () => {
    const server = await serve((_request, response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
    );
    await expect(get(server.origin, allowing([server]))).rejects.toMatchObject(refused);
  });

  it('143: drop credentials on the way to another host, and keep them on the same', async () => {
    const other = await serve((_request, response) => response.end('there'));
    const server = await serve((request, response) => {
      const location = request.url === '/out' ? `${other.origin}/in` : '/out';
      response.writeHead(307, { location }).end();
    });
    const headers = { Authorization: 'Bearer s', Cookie: 'a=b', 'X-Api-Key': 'k', 'X-Other': 'o' };
    const reply = await get(server.origin, allowing([server, other]), {
      method: 'POST',
      headers,
      body: '{}',
    });
    expect(reply).toMatchObject({ body: 'there', url: `${other.origin}/in` });
    expect(server.seen[1]).toMatchObject({
      method: 'POST',
      body: '{}',
      headers: { authorization: 'Bearer s' },
    });
    const [seen] = other.seen;
    expect(seen).toMatchObject({ method: 'POST', path: '/in', headers: { 'x-other': 'o' } });
    for (const name of ['authorization', 'cookie', 'x-api-key']) expect(seen?.headers[name]).toBeUndefined();
  });

  it('303, and 302 after POST, become GET without a body', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/') response.writeHead(302, { location: '/done' }).end();
      else response.end('done');
    });
    await get(server.origin, allowing([server]), { method: 'POST', body: 'x' });
    expect(server.seen[1]).toMatchObject({ method: 'GET', path: '/done', body: '' });
  });

  it('144: end after five', async () => {
    const server = await serve((_request, response) => response.writeHead(302, { location: '/again' }).end());
    await expect(get(server.origin, allowing([server]))).rejects.toMatchObject(refused);
    expect(server.seen).toHaveLength(6);
  });
});

describe('headers', () => {
  it('147, 155: that smuggle or upgrade are refused', async () => {
    const bad = [
      { 'X-A': 'a\r\nX-Evil: 1' },
      { 'X-A\r\nEvil': '1' },
      { Host: 'other' },
      { Upgrade: 'websocket' },
      { 'Transfer-Encoding': 'chunked' },
      { 'X-A': 'ü\u0100' },
      { 'X-A': 'x'.repeat(9_000) },
    ];
    for (const headers of bad) {
      await expect(get('http://1.1.1.1/', defaultHttpPolicy, { headers })).rejects.toMatchObject(refused);
    }
  });
});

describe('replies', () => {
  it('151: a gzip bomb ends at the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const server = await serve((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    await expect(get(server.origin, allowing([server]))).rejects.toMatchObject({
      name: 'HttpReplyTooLarge',
      nonRetryable: true,
    });
  });

  it('without an end stop at the limit, and in time', async () => {
    const server = await serve((_request, response) => {
      const timer = setInterval(() => response.write('x'.repeat(65_536)), 1);
      response.on('close', () => clearInterval(timer));
    });
    await expect(get(server.origin, allowing([server]))).rejects.toMatchObject({ name: 'HttpReplyTooLarge' });
    const silent = await serve((_request, response) => void response.writeHead(200).write('x'));
    const policy = allowing([silent], { timeoutMs: 200 });
    await expect(get(silent.origin, policy)).rejects.toMatchObject({
      name: 'HttpError',
      nonRetryable: false,
    });
  });

  it('with endless headers are refused', async () => {
    const server = await serve((_request, response) =>
      response.writeHead(200, { 'x-long': 'x'.repeat(20_000) }).end(),
    );
    await expect(get(server.origin, allowing([server]))).rejects.toMatchObject({ name: 'HttpError' });
  });

  it('that are compressed are read, JSON is parsed, and what is no text is base64', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/zip') {
        const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
        response.writeHead(200, headers).end(gzipSync('{"a":[1]}'));
      } else if (request.url === '/raw') response.end(Buffer.from([0xff, 0, 1]));
      else response.writeHead(200, { 'content-type': 'application/problem+json' }).end('not json');
    });
    const policy = allowing([server]);
    expect(await get(`${server.origin}/zip`, policy)).toMatchObject({ body: { a: [1] }, encoding: 'json' });
    expect(await get(`${server.origin}/raw`, policy)).toMatchObject({ body: '/wAB', encoding: 'base64' });
    expect(await get(`${server.origin}/x`, policy)).toMatchObject({ body: 'not json', encoding: 'text' });
  });

  it('152: a certificate that nobody vouches for is refused', async () => {
    const pem = readFileSync(new URL('./self-signed.pem', import.meta.url));
    const server = createServer({ key: pem, cert: pem }, (_request, response) => response.end('x'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const policy = { ...defaultHttpPolicy, allow: new Set(['127.0.0.1']) };
    await expect(get(`https://127.0.0.1:${port}/`, policy)).rejects.toThrow('self-signed certificate');
  });

  it('153: proxies named in the environment are not asked', async () => {
    const proxy = await serve((_request, response) => response.end('proxied'));
    const server = await serve((_request, response) => response.end('direct'));
    vi.stubEnv('HTTP_PROXY', proxy.origin);
    vi.stubEnv('http_proxy', proxy.origin);
    onTestFinished(() => void vi.unstubAllEnvs());
    expect((await get(server.origin, allowing([server]))).body).toBe('direct');
    expect(proxy.seen).toEqual([]);
  });

  it('are no longer awaited once the attempt is told to stop', async () => {
    const server = await serve(() => undefined);
    const stop = new AbortController();
    const reply = send(call(server.origin), allowing([server]), stop.signal);
    setTimeout(() => stop.abort(new Error('stop')), 50);
    await expect(reply).rejects.toThrow('stop');
  });
});
