// A server on a free port for tests, which remembers what it was asked.
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { defaultHttpPolicy, type HttpPolicy } from '../../src/builtin/http-policy.ts';

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface TestServer {
  readonly port: number;
  readonly origin: string;
  readonly seen: Seen[];
}

/** Answers with `listener`, after the whole request has been read. Closed when the test ends. */
export async function serve(listener: RequestListener): Promise<TestServer> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      seen.push({ method, path: url, headers, body: Buffer.concat(chunks).toString() });
      listener(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { port, origin: `http://127.0.0.1:${port}`, seen };
}

/** The usual policy, with these servers as the operator's exceptions. */
export function allowing(servers: readonly TestServer[], more: Partial<HttpPolicy> = {}): HttpPolicy {
  return { ...defaultHttpPolicy, allow: new Set(servers.map(({ port }) => `127.0.0.1:${port}`)), ...more };
}
