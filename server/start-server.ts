// The web process: one HTTP server for tRPC, sign-in, the HTTP twins, live streams and the pages.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createTicker, type Ticker, type TokenSigner } from '@baton/engine';
import {
  createPostgresStorage,
  type PostgresStorage,
  READ_KEYS_EVERY_MS,
  readTokenKeys,
} from '@baton/postgres';
import { createAuth } from './auth/better-auth.ts';
import { Callers } from './auth/callers.ts';
import { readSecret } from './auth/secrets.ts';
import type { Deps } from './context.ts';
import { type Database, openDatabase } from './db.ts';
import type { App, Log } from './http/app.ts';
import { type FrontOptions, makeFront } from './http/front.ts';
import { guardDoor } from './http/door.ts';
import { isRefusedUnheard, type Load, makeGates } from './http/gates.ts';
import { makeRateLimits } from './http/rate-limits.ts';
import { makeRawRefusal, makeRefusal } from './http/refusal.ts';
import type { HeaderOptions } from './http/security-headers.ts';
import { followTokenKeys } from './follow-token-keys.ts';
import { Streams } from './http/streams.ts';
import { openPages, type Pages } from './http/serve-pages.ts';
import { startBatchRunner } from './batches/batch-runner.ts';
import { startRetentionRunner } from './retention/retention-runner.ts';
import { LiveFeed } from './live/feed.ts';
import { makeCredentials } from './remote/credential.ts';
import { RemoteEars } from './remote/ears.ts';

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
  /** False: this process leaves the ticks of schedules to others. */
  readonly ticks?: boolean;
  /** How many calls are worked on at once, how many may wait for that, and how long; the others are refused with `OVERLOADED`. */
  readonly load?: Partial<Load>;
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
  const { databaseUrl, host = '127.0.0.1', throwAway = false, log = logLine } = options;
  const database = openDatabase(databaseUrl);
  const onError = ({ message }: Error): void => log({ level: 'error', message });
  const storage = await createPostgresStorage({ databaseUrl, throwAway, onError });
  const feed = new LiveFeed(storage, database.pool);
  const server = createServer({ connectionsCheckingInterval: 2_000 });
  tighten(server);
  const pages = await pagesOf(options);
  pages?.attach(server);
  // The address is known only once it listens; who comes before all is ready waits.
  const front = deferred<ReturnType<typeof makeFront>>();
  server.on('request', (req, res) => void front.promise.then((handle) => handle(req, res)));
  await listen(server, options.port, host);
  const url = urlOf(server);
  const publicUrl = options.publicUrl ?? url;
  const followed = await followTokenKeys(() => readTokenKeys(databaseUrl), READ_KEYS_EVERY_MS);
  const app = await makeApp({
    ...{ database, storage, feed, tokens: followed.tokens, publicUrl, log },
    load: options.load ?? {},
  });
  front.resolve(makeFront(app, frontOptions(options, pages)));
  const refusal = makeRawRefusal(makeRefusal(headersOf(options)), server.keepAliveTimeout);
  guardDoor(server, (target) => (isRefusedUnheard(app.gates, target) ? refusal() : null));
  const ticker = options.ticks === false ? null : startTicker(app);
  const retention = startRetentionRunner({
    retention: storage.retention,
    failed: (error) => log(errorLine('Retention', error)),
  });
  return {
    url,
    close: async () => {
      const closed = closeHttp(server);
      followed.stop();
      app.streams.endAll();
      app.deps.ears.close();
      await ticker?.stop();
      await app.deps.batches.stop();
      await retention.stop();
      await closed;
      feed.close();
      await pages?.close();
      await storage.close();
      await database.close();
    },
  };
}

function errorLine(what: string, error: unknown) {
  return {
    level: 'error',
    message: `${what}: ${error instanceof Error ? error.message : String(error)}`,
  } as const;
}

/** Every web process looks at schedules when they are due; each tick happens in one of them. */
function startTicker({ deps: { storage, feed }, log }: App): Ticker {
  return createTicker({
    store: storage.schedules,
    onFired: () => feed.touch('schedules'),
    onError: (error) => {
      log(errorLine('Schedules', error));
    },
  });
}

async function pagesOf(options: ServerOptions): Promise<Pages | null> {
  return options.pages === false ? null : openPages(root, headersOf(options));
}

function headersOf({ publicUrl, dev = false }: ServerOptions): HeaderOptions {
  return { https: publicUrl?.startsWith('https:') === true, dev };
}

function frontOptions(options: ServerOptions, pages: Pages | null): FrontOptions {
  const { publicUrl, trustProxy = false } = options;
  return {
    ...headersOf(options),
    publicOrigin: publicUrl === undefined ? null : new URL(publicUrl).origin,
    trustProxy,
    servePage: pages === null ? null : pages.serve,
  };
}

function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}

interface Parts {
  readonly database: Database;
  readonly storage: PostgresStorage;
  readonly feed: LiveFeed;
  readonly tokens: TokenSigner;
  readonly publicUrl: string;
  readonly log: Log;
  readonly load: Partial<Load>;
}

async function makeApp({ database, storage, feed, tokens, publicUrl, log, load }: Parts): Promise<App> {
  const { prisma, pool } = database;
  const auth = createAuth({ prisma, secret: await readSecret(prisma, 'auth_secret'), publicUrl });
  const callers = new Callers(prisma, auth, Date.now);
  const forgetCallers = (): void => callers.forget();
  const credentials = makeCredentials(await readSecret(prisma, 'worker_secret'));
  const ears = new RemoteEars(storage);
  const startedAtMs = Date.now();
  const batches = startBatchRunner({
    ...{ pool, storage },
    failed: (error) => log(errorLine('Batches', error)),
  });
  const deps: Deps = {
    ...{ pool, prisma, storage, tokens, feed, batches, credentials, ears },
    ...{ startedAtMs, forgetCallers },
  };
  const limits = makeRateLimits(() => performance.now());
  return { deps, auth, callers, limits, gates: makeGates(load), streams: new Streams(), publicUrl, log };
}

/** Slow senders are cut off by Node itself, whatever handler they have reached. */
function tighten(server: Server): void {
  server.headersTimeout = 10_000;
  server.requestTimeout = 35_000;
  server.keepAliveTimeout = 10_000;
  server.maxHeadersCount = 100;
}

/** Connections that wait to be accepted. One beyond that hears nothing, and comes again after a second, then two, then four … */
const BACKLOG = 4_096;

async function listen(server: Server, port: number, host: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: BACKLOG }, () => {
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
