// What the machine's disk and CPU allow on this Postgres, measured in the same run as the engines.
//
// With `pgbench` where it is installed, else by statements of our own that do the same: one client, prepared, one row or a hundred rows a commit.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const MS = 1_500;

export interface Yardstick {
  readonly by: 'pgbench' | 'pg';
  /** Single-row commits per second of one client. */
  readonly commitsPerS: number;
  /** Commits of a hundred rows each per second of one client. */
  readonly hundredsPerS: number;
}

const one = `insert into public.yardstick values (1, now(), repeat('x', 100))`;
const hundred = `insert into public.yardstick select at, now(), repeat('x', 100) from generate_series(1, 100) at`;

export async function yardstick(databaseUrl: string): Promise<Yardstick> {
  return onTable(databaseUrl, async (client) => {
    const measured = (await byPgbench(databaseUrl)) ?? {
      by: 'pg',
      commitsPerS: await repeated(client, one),
      hundredsPerS: await repeated(client, hundred),
    };
    return measured;
  });
}

/** Single-row commits per second of one client of ours. */
export async function commitsPerSecond(databaseUrl: string): Promise<number> {
  return onTable(databaseUrl, (client) => repeated(client, one));
}

async function onTable<T>(databaseUrl: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('create table if not exists public.yardstick (id int, at timestamptz, text text)');
    return await use(client);
  } finally {
    await client.query('drop table public.yardstick');
    await client.end();
  }
}

async function repeated(client: pg.Client, text: string): Promise<number> {
  const beganAtMs = performance.now();
  let commits = 0;
  for (; performance.now() - beganAtMs < MS; commits++) await client.query({ name: text.slice(0, 40), text });
  return Math.round((commits * 1_000) / (performance.now() - beganAtMs));
}

/** `null`: there is none, or it is too old to talk to this server. */
async function byPgbench(databaseUrl: string): Promise<Yardstick | null> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'baton-yardstick-'));
  try {
    const commitsPerS = await pgbench(databaseUrl, path.join(folder, 'one.sql'), one);
    const hundredsPerS = await pgbench(databaseUrl, path.join(folder, 'hundred.sql'), hundred);
    return { by: 'pgbench', commitsPerS, hundredsPerS };
  } catch {
    return null;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function pgbench(databaseUrl: string, file: string, statement: string): Promise<number> {
  writeFileSync(file, `${statement};\n`);
  const { stdout } = await promisify(execFile)('pgbench', [
    ...['--no-vacuum', '--protocol', 'prepared', '--client', '1', '--time', String(Math.ceil(MS / 1_000))],
    ...['--file', file, databaseUrl],
  ]);
  const perS = Number(/^tps = ([\d.]+)/m.exec(stdout)?.[1]);
  if (!(perS > 0)) throw new Error(`pgbench said ${stdout}`);
  return Math.round(perS);
}
