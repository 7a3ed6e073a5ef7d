// All that is no API goes to Next, with a policy and a nonce of its own.
import type { Server } from 'node:http';
import next from 'next';
import type { Exchange } from './exchange.ts';
import { type HeaderOptions, makeNonce, pagePolicy } from './security-headers.ts';

export interface Pages {
  readonly serve: (exchange: Exchange) => Promise<void>;
  /** Development only: Next's hot reload speaks over a web socket. */
  attach(server: Server): void;
  close(): Promise<void>;
}

/** Next takes orders from these; they are for its own servers, never for clients (see CVE-2025-29927). */
const INTERNAL_HEADERS = [
  'x-middleware-subrequest',
  'x-middleware-next',
  'x-middleware-rewrite',
  'x-middleware-set-cookie',
  'x-nextjs-data',
  'x-now-route-matches',
  'x-matched-path',
  'x-invoke-path',
  'x-invoke-query',
  'x-invoke-status',
  'x-nonce',
  'next-action',
  'next-resume',
] as const;

export async function openPages(dir: string, options: HeaderOptions): Promise<Pages> {
  const app = next({ dev: options.dev, dir });
  await app.prepare();
  const handle = app.getRequestHandler();
  return {
    serve: async ({ req, res }) => {
      for (const name of INTERNAL_HEADERS) Reflect.deleteProperty(req.headers, name);
      const nonce = makeNonce();
      const policy = pagePolicy(nonce, options);
      // Next reads the nonce from the request's policy and puts it on its own scripts.
      req.headers['content-security-policy'] = policy;
      // For what our own layout renders, e.g. the style elements of the component library.
      req.headers['x-nonce'] = nonce;
      res.setHeader('content-security-policy', policy);
      await handle(req, res);
    },
    attach: (server) => {
      if (!options.dev) return;
      const upgrade = app.getUpgradeHandler();
      server.on('upgrade', (req, socket, head) => void upgrade(req, socket, head));
    },
    close: () => app.close(),
  };
}
