// A database for the benchmark alone, on a server whose settings lose nothing.
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate, startEmbedded, type EmbeddedOptions } from '@baton/postgres';
import pg from 'pg';
import { openProbe, type Probe } from './probe.ts';

export interface BenchServer {
  readonly url: string;
  /** The postmaster's; `null` if the server was not started for the benchmark. */
  readonly pid: number | null;
  /** An empty database; answers its address. */
  readonly createDatabase: () => Promise<string>;
  readonly dropDatabase: (url: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface BenchDatabase extends Omit<Probe, 'close'> {
  readonly url: string;
  /** Bytes of write-ahead log written so far. */
  walBytes(): Promise<number>;
  drop(): Promise<void>;
}

const migrations = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

/** A migrated database, on a server of its own if `DATABASE_URL` names none. */
export async function benchDatabase(options: Omit<EmbeddedOptions, 'dataDir'> = {}): Promise<BenchDatabase> {
  const server = await benchServer(options);
  const url = await migratedDatabase(server);
  const probe = await openProbe(url, server.pid);
  return {
    ...probe,
    url,
    walBytes: async () => (await probe.counts()).walBytes,
    async drop() {
      await probe.close();
      await server.dropDatabase(url);
      await server.stop();
    },
  };
}

export async function migratedDatabase(server: BenchServer): Promise<string> {
  const url = await server.createDatabase();
  await migrate(url, migrations);
  return url;
}

/** The server of `DATABASE_URL`, or one that is started for the benchmark and removed with it. */
export async function benchServer(options: Omit<EmbeddedOptions, 'dataDir'> = {}): Promise<BenchServer> {
  const given = process.env['DATABASE_URL'];
  const isOurs = given === undefined || given === '' || Object.keys(options).length > 0;
  const { url, pid, stop } = isOurs
    ? await ownServer(options)
    : { url: given, pid: null, stop: () => Promise.resolve() };
  return {
    ...{ url, pid, stop },
    async createDatabase() {
      const name = `baton_bench_${randomUUID().slice(0, 8)}`;
      await once(url, `create database ${name}`);
      const made = new URL(url);
      made.pathname = `/${name}`;
      return made.href;
    },
    dropDatabase: (made) => once(url, `drop database ${new URL(made).pathname.slice(1)} with (force)`),
  };
}

async function ownServer(
  options: Omit<EmbeddedOptions, 'dataDir'>,
): Promise<Pick<BenchServer, 'url' | 'stop'> & { pid: number }> {
  // Made by the launcher, so that the user whom Postgres runs as can reach it.
  const folder = path.join(os.tmpdir(), `baton-bench-${randomUUID()}`);
  const server = await startEmbedded({ ...options, dataDir: path.join(folder, 'pg') });
  return {
    url: server.url,
    pid: server.pid,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function once(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
