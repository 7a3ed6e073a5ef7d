// A whole studio of its own for a spec: `npm start` without the set-up, on a free port and a fresh data folder.
import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from '@playwright/test';

const root = path.resolve(import.meta.dirname, '../..');

/** Of the studios that don't begin with the setup link. */
export const admin = { name: 'ada', email: 'ada@example.com', password: 'correct-horse-battery' } as const;
export const apiKey = 'e2e-key-of-one-test-run';

export interface Studio {
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  /** Where the examples keep their files. */
  readonly examplesDir: string;
  /** Printed by a start that has no administrator yet. */
  readonly setupUrl: string | null;
  /** Process of the worker that runs now; the supervisor starts a new one when it dies. */
  workerPid(): number;
  /** All that it printed. */
  output(): string;
  /** `kill -9` of web and supervisor; PostgreSQL lives on. */
  killWeb(): Promise<void>;
  stop(): Promise<void>;
}

export interface StudioOptions {
  readonly dataDir?: string;
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** With an administrator and an API key, ready to sign in. */
export const withAdmin = {
  BATON_ADMIN_EMAIL: admin.email,
  BATON_ADMIN_PASSWORD: admin.password,
  BATON_BOOTSTRAP_API_KEY: apiKey,
} as const;

/** One studio for the tests of a file; stopped, and its data removed, after the last. */
export function useStudio(env: Readonly<Record<string, string>> = withAdmin): () => Studio {
  let studio: Studio | null = null;
  const current = (): Studio => {
    if (studio === null) throw new Error('The studio starts before the first test, not earlier');
    return studio;
  };

  test.beforeAll(async () => {
    studio = await startStudio({ env });
  });

  test.afterEach(({}, info) => attachOutput(info, current()));

  test.afterAll(async () => {
    if (studio !== null) await dispose(studio);
  });

  return current;
}

/** For tests that kill and start studios themselves. */
export async function dispose(studio: Studio): Promise<void> {
  await studio.stop();
  fs.rmSync(studio.dataDir, { recursive: true, force: true });
}

/** What the processes said, beside the trace, if the test did not go well. */
export async function attachOutput(info: ReturnType<typeof test.info>, studio: Studio): Promise<void> {
  if (info.status !== info.expectedStatus) {
    await info.attach('studio', { body: studio.output(), contentType: 'text/plain' });
  }
}

/** Starts it and waits until it says that it is ready. @throws {Error} with its output if it isn't within 60 s. */
export async function startStudio(options: StudioOptions = {}): Promise<Studio> {
  const dataDir = options.dataDir ?? makeDataDir();
  const examplesDir = path.join(dataDir, 'examples');
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(root, 'tools/studio.ts')], {
    cwd: root,
    env: {
      ...process.env,
      DATABASE_URL: '',
      BATON_DATA_DIR: dataDir,
      BATON_EXAMPLES_DIR: examplesDir,
      PORT: String(options.port ?? 0),
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = collect(child);
  const url = await waitFor(child, output, /Studio\s+(http:\/\/\S+)/);
  return {
    url,
    port: Number(new URL(url).port),
    dataDir,
    examplesDir,
    setupUrl: /(http:\/\/\S+\/setup\S+)/.exec(output.text)?.[1] ?? null,
    workerPid: () => Number([...output.text.matchAll(/Worker\s+started, process (\d+)/g)].at(-1)?.[1]),
    output: () => output.text,
    killWeb: () => end(child, 'SIGKILL'),
    stop: () => end(child, 'SIGTERM'),
  };
}

/** A data folder that PostgreSQL's own account can reach. */
function makeDataDir(): string {
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
  child.kill('SIGKILL');
  throw new Error(`The studio did not start:\n${output.text}`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}
