// A whole studio of its own for a spec: `npm start` without the set-up, on a free port and a fresh data folder.
import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const root = path.resolve(import.meta.dirname, '../..');

export const admin = { email: 'ada@example.com', password: 'correct-horse-battery' };
export const apiKey = 'bk_live_e2e';

export interface Studio {
  readonly url: string;
  readonly dataDir: string;
  /** Printed by a start that has no administrator yet. */
  readonly setupUrl: string | null;
  readonly webPid: number;
  /** Processes of the worker, newest last (the supervisor starts a new one when one dies). */
  workerPids(): readonly number[];
  /** `kill -9` of web and supervisor; PostgreSQL lives on. */
  killWeb(): Promise<void>;
  stop(): Promise<void>;
}

export interface StudioOptions {
  readonly dataDir?: string;
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts it and waits until it says that it is ready. @throws {Error} with its output if it isn't within 60 s. */
export async function startStudio(options: StudioOptions = {}): Promise<Studio> {
  const dataDir = options.dataDir ?? makeDataDir();
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(root, 'tools/studio.ts')], {
    cwd: root,
    env: { ...process.env, BATON_DATA_DIR: dataDir, PORT: String(options.port ?? 0), DATABASE_URL: '', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = collect(child);
  const url = await waitFor(child, output, /Studio\s+(http:\/\/\S+)/);
  return {
    url,
    dataDir,
    setupUrl: /(http:\/\/\S+\/setup\S+)/.exec(output.text)?.[1] ?? null,
    webPid: child.pid ?? 0,
    workerPids: () => [...output.text.matchAll(/Worker\s+started, process (\d+)/g)].map((match) => Number(match[1])),
    killWeb: () => end(child, 'SIGKILL'),
    stop: () => end(child, 'SIGTERM'),
  };
}

/** A data folder that PostgreSQL's own account can reach. */
export function makeDataDir(): string {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-e2e-'));
  fs.chmodSync(dir, 0o755);
  return dir;
}

interface Output {
  text: string;
}

function collect(child: ChildProcess): Output {
  const output = { text: '' };
  const add = (chunk: Buffer): void => {
    output.text += chunk.toString();
  };
  child.stdout?.on('data', add);
  child.stderr?.on('data', add);
  return output;
}

async function waitFor(child: ChildProcess, output: Output, pattern: RegExp): Promise<string> {
  for (let i = 0; i < 600; i++) {
    const match = pattern.exec(output.text);
    if (match?.[1] !== undefined) return match[1];
    if (child.exitCode !== null) break;
    await sleep(100);
  }
  throw new Error(`The studio did not start:\n${output.text}`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}
