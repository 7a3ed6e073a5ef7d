// Starts a real PostgreSQL in a data folder, or adopts the one that already runs there.
//
// The server outlives who started it: after a `kill -9` of the studio the next start finds it by its postmaster.pid and goes on.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findPrograms, runProgram, type Programs } from './binaries.ts';
import { freePort, isAlive, lockFile, postgresAnswers } from './process.ts';

export interface EmbeddedOptions {
  /** The cluster's folder; made if missing. Its password lies beside it, readable by its owner alone. */
  readonly dataDir: string;
  /** Default: the port it used last time if free, else any free one. */
  readonly port?: number;
  /** Throw-away test clusters: no fsync. Never for data that matters; the storage refuses such a server unless told so. */
  readonly fast?: boolean;
  /** More settings of postgresql.conf. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

export interface EmbeddedServer {
  /** `postgresql://…/baton`: the database exists. */
  readonly url: string;
  readonly pid: number;
  readonly port: number;
  /** It ran already. */
  readonly adopted: boolean;
  /** Stops it (fast shutdown), and waits until it is gone. */
  stop(): Promise<void>;
}

interface Running {
  readonly pid: number;
  readonly port: number;
}

const role = 'baton';

/**
 * A running PostgreSQL on 127.0.0.1 with a database `baton`.
 * @throws {Error} that says which folder or port can't be used, and why.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const dataDir = path.resolve(options.dataDir);
  const running = await findRunning(dataDir);
  if (running) return serverOf(dataDir, running, true);
  makeParent(dataDir);
  const unlock = await lockFile(`${dataDir}.lock`);
  try {
    const other = await findRunning(dataDir);
    if (other) return serverOf(dataDir, other, true);
    const programs = findPrograms();
    if (!fs.existsSync(path.join(dataDir, 'PG_VERSION')))
      initialise(programs, dataDir, options.fast ?? false);
    removeStalePid(dataDir);
    return serverOf(dataDir, await launch(programs, dataDir, options), false);
  } finally {
    unlock();
  }
}

/** Stops the server of a data folder, if one runs; answers whether one did. */
export async function stopEmbedded(dataDir: string): Promise<boolean> {
  const running = await findRunning(path.resolve(dataDir));
  if (!running) return false;
  // SIGINT is PostgreSQL's fast shutdown: clients are cut, everything committed is kept.
  process.kill(running.pid, 'SIGINT');
  for (let i = 0; i < 400 && isAlive(running.pid); i++) await sleep(25);
  return true;
}

async function findRunning(dataDir: string): Promise<Running | null> {
  let lines: string[];
  try {
    lines = fs.readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return null;
  }
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  const ready = lines[7]?.trim() === 'ready';
  if (!ready || !isAlive(pid) || !(await postgresAnswers(port))) return null;
  return { pid, port };
}

function serverOf(dataDir: string, running: Running, adopted: boolean): EmbeddedServer {
  const password = fs.readFileSync(passwordFile(dataDir), 'utf8').trim();
  return {
    ...running,
    adopted,
    url: `postgresql://${role}:${password}@127.0.0.1:${running.port}/baton`,
    stop: async () => {
      await stopEmbedded(dataDir);
    },
  };
}

function passwordFile(dataDir: string): string {
  return `${dataDir}.password`;
}

function makeParent(dataDir: string): void {
  try {
    fs.mkdirSync(path.dirname(dataDir), { recursive: true });
    fs.accessSync(path.dirname(dataDir), fs.constants.W_OK);
  } catch (cause) {
    throw new Error(
      `The data folder ${dataDir} can't be used: ${String(cause)}. Set BATON_DATA_DIR to another.`,
      { cause },
    );
  }
}

function initialise(programs: Programs, dataDir: string, fast: boolean): void {
  if (fs.existsSync(dataDir) && fs.readdirSync(dataDir).length > 0) {
    throw new Error(
      `The data folder ${dataDir} is not empty and holds no PostgreSQL cluster. Set BATON_DATA_DIR to another.`,
    );
  }
  const { uid, gid } = programs.account;
  fs.mkdirSync(dataDir, { recursive: true });
  fs.chmodSync(dataDir, 0o700);
  const secret = passwordFile(dataDir);
  fs.writeFileSync(secret, randomBytes(24).toString('hex'), { mode: 0o600 });
  if (uid !== undefined && gid !== undefined) {
    fs.chownSync(dataDir, uid, gid);
    fs.chownSync(secret, uid, gid);
  }
  const auth = ['-A', 'scram-sha-256', '--pwfile', secret, '-U', role];
  const shape = ['-E', 'UTF8', '--locale=C', '--no-instructions', ...(fast ? ['--no-sync'] : [])];
  const made = runProgram(programs, 'initdb', ['-D', dataDir, ...auth, ...shape]);
  if (made.status === 0) return;
  fs.rmSync(dataDir, { recursive: true, force: true });
  throw new Error(`PostgreSQL could not make a cluster in ${dataDir}: ${made.stderr || String(made.error)}`);
}

function removeStalePid(dataDir: string): void {
  const file = path.join(dataDir, 'postmaster.pid');
  if (!fs.existsSync(file)) return;
  const pid = Number(fs.readFileSync(file, 'utf8').split('\n')[0]);
  if (!isAlive(pid)) fs.rmSync(file, { force: true });
}

async function launch(programs: Programs, dataDir: string, options: EmbeddedOptions): Promise<Running> {
  const remembered = `${dataDir}.port`;
  const last = fs.existsSync(remembered) ? Number(fs.readFileSync(remembered, 'utf8')) : 0;
  const wanted = options.port !== undefined ? [options.port] : [...(last > 0 ? [last] : []), 0, 0, 0];
  for (const candidate of wanted) {
    const port = candidate === 0 ? await freePort() : candidate;
    if (startOn(programs, dataDir, port, options)) {
      const running = await findRunning(dataDir);
      if (running === null) break;
      if (options.port === undefined) fs.writeFileSync(remembered, String(port));
      await makeDatabase(dataDir, running);
      return running;
    }
  }
  const log = fs.readFileSync(path.join(dataDir, 'server.log'), 'utf8').split('\n').slice(-8).join('\n');
  throw new Error(
    `PostgreSQL did not start in ${dataDir}${options.port ? ` on port ${options.port}` : ''}. Its log ends:\n${log}`,
  );
}

function startOn(programs: Programs, dataDir: string, port: number, options: EmbeddedOptions): boolean {
  const fast = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '256MB',
    max_wal_size: '2GB',
    wal_compression: 'on',
    jit: 'off',
    ...(options.fast ? fast : {}),
    ...options.settings,
  };
  const flags = Object.entries(settings).map(([key, value]) => `-c ${key}='${value}'`);
  const args = [
    '-D',
    dataDir,
    '-l',
    path.join(dataDir, 'server.log'),
    '-w',
    '-t',
    '60',
    '-o',
    flags.join(' '),
    'start',
  ];
  return runProgram(programs, 'pg_ctl', args).status === 0;
}

async function makeDatabase(dataDir: string, running: Running): Promise<void> {
  const { withClient } = await import('../connection/with-client.ts');
  const url = new URL(serverOf(dataDir, running, false).url);
  url.pathname = '/postgres';
  try {
    await withClient({ connectionString: url.href }, (client) => client.query('create database baton'));
  } catch (error) {
    if ((error as { code?: string }).code !== '42P04') throw error;
  }
}
