// A database for the benchmark alone, on a server whose settings lose nothing.
import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate, startEmbedded } from '@baton/postgres';
import pg from 'pg';

export interface BenchDatabase {
  readonly url: string;
  /** Bytes of write-ahead log written so far. */
  walBytes(): Promise<number>;
  /** CPU seconds of the server's processes so far; 0 where that can't be read. */
  cpuSeconds(): number;
  drop(): Promise<void>;
}

const migrations = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

export async function benchDatabase(): Promise<BenchDatabase> {
  const server = await serverForBench();
  const name = `baton_bench_${randomUUID().slice(0, 8)}`;
  await once(server.url, `create database ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  await migrate(url.href, migrations);
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  return {
    url: url.href,
    cpuSeconds: () => (server.pid === null ? 0 : cpuSecondsBelow(server.pid)),
    async walBytes() {
      const { rows } = await client.query<{ bytes: string }>(
        "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') as bytes",
      );
      return Number(rows[0]?.bytes);
    },
    async drop() {
      await client.end();
      await once(server.url, `drop database ${name} with (force)`);
      await server.stop();
    },
  };
}

interface Server {
  readonly url: string;
  readonly pid: number | null;
  stop(): Promise<void>;
}

async function serverForBench(): Promise<Server> {
  const given = process.env['DATABASE_URL'];
  if (given !== undefined && given !== '') return { url: given, pid: null, stop: () => Promise.resolve() };
  // Made by the launcher, so that the user whom Postgres runs as can reach it.
  const folder = path.join(os.tmpdir(), `baton-bench-${randomUUID()}`);
  const server = await startEmbedded({ dataDir: path.join(folder, 'pg') });
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

/** Clock ticks per second of /proc: 100 on every Linux that Node runs on. */
const TICKS = 100;

/** Of a process and its children. */
function cpuSecondsBelow(pid: number): number {
  let ticks = 0;
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const fields = statOf(entry);
    if (fields !== null && (entry === String(pid) || fields[1] === String(pid))) {
      ticks += Number(fields[11]) + Number(fields[12]);
    }
  }
  return ticks / TICKS;
}

/** The fields of /proc/<pid>/stat from the state on; `null` if the process has just gone. */
function statOf(pid: string): readonly string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
