// The web process: one HTTP server for tRPC, sign-in, the HTTP twins, live streams and the pages.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createTokenSigner } from '@baton/engine';
import { createPostgresStorage, readTokenKeys } from '@baton/postgres';
import { createAuth } from './auth/better-auth.ts';
import { Callers } from './auth/callers.ts';
import { readSecret } from './auth/secrets.ts';
import type { Deps } from './context.ts';
import { openDatabase } from './db.ts';
import type { App, Log } from './http/app.ts';
import { makeFront } from './http/front.ts';
import { makeRateLimits } from './http/rate-limits.ts';
import { openPages } from './http/serve-pages.ts';
import { LiveFeed } from './live/feed.ts';

export interface ServerOptions {
  readonly databaseUrl: string;
  /** 0: any free one. */
  readonly port: number;
  readonly host?: string;
  /** Where people open the studio, if not at host and port: `https://baton.example.com`. Decides about secure cookies. */
  readonly publicUrl?: string;
  /** Believe `x-forwarded-for` of the proxy in front. */
  readonly trustProxy?: boolean;
  /** Next's development server. */
  readonly dev?: boolean;
  /** False: no pages, only the API. */
  readonly pages?: boolean;
  readonly log?: Log;
  /** The data does not matter: takes a database that may lose what it acknowledged. For tests. */
  readonly throwAway?: boolean;
}

export interface RunningServer {
  /** Where it listens, e.g. `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Finishes what has begun, at most 5 s, then ends streams and connections. */
  close(): Promise<void>;
}

const root = path.join(import.meta.dirname, '..');
/** A request that has begun may end; streams never do by themselves. */
const GRACE_MS = 5_000;

/** The database must be migrated, and `ensureBootstrap` have run once. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const startedAtMs = Date.now();
  const dev = options.dev ?? false;
  const database = openDatabase(options.databaseUrl);
  const log = options.log ?? logLine;
  const storage = await createPostgresStorage({
    databaseUrl: options.databaseUrl,
    throwAway: options.throwAway ?? false,
    onError: ({ message }) => log({ level: 'error', message }),
  });
  const tokens = createTokenSigner(await readTokenKeys(options.databaseUrl));
  const feed = new LiveFeed(storage, database.pool);
  const server = createServer();
  tighten(server);
  await listen(server, options.port, options.host ?? '127.0.0.1');
  const url = urlOf(server);
  const publicUrl = options.publicUrl ?? url;
  const https = publicUrl.startsWith('https:');
  const { prisma, pool } = database;
  const auth = createAuth({ prisma, secret: await readSecret(prisma, 'auth_secret'), publicUrl });
  const callers = new Callers(prisma, auth, Date.now);
  const forgetCallers = (): void => callers.forget();
  const deps: Deps = { pool, prisma, storage, tokens, feed, startedAtMs, forgetCallers };
  const limits = makeRateLimits(() => performance.now());
  const app: App = { deps, auth, callers, limits, publicUrl, log };
  const pages = options.pages === false ? null : await openPages(root, { https, dev });
  pages?.attach(server);
  server.on(
    'request',
    makeFront(app, {
      https,
      dev,
      publicOrigin: options.publicUrl === undefined ? null : new URL(options.publicUrl).origin,
      trustProxy: options.trustProxy ?? false,
      servePage: pages === null ? null : (exchange) => pages.serve(exchange),
    }),
  );
  return {
    url,
    close: async () => {
      await closeHttp(server);
      feed.close();
      await pages?.close();
      await storage.close();
      await database.close();
    },
  };
}

/** Slow senders are cut off by Node itself, whatever handler they have reached. */
function tighten(server: Server): void {
  server.headersTimeout = 10_000;
  server.requestTimeout = 35_000;
  server.keepAliveTimeout = 10_000;
  server.maxHeadersCount = 100;
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function urlOf(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

async function closeHttp(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearTimeout(timer);
}

function logLine(entry: Parameters<Log>[0]): void {
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), ...entry })}\n`);
}
