// Sessions a second, and what one costs.
import pg from 'pg';
import type { BenchDatabase } from './database.ts';
import type { SessionBench } from './sessions.ts';
import { timesOf, type SessionTimes } from './session-workloads.ts';
import { startRun } from './workloads.ts';
import { commitsPerSecond } from './yardstick.ts';

const WARM_UP_S = 2;
let count = 0;

interface Done extends SessionTimes {
  readonly totalMs: number;
}

export async function benchSe1(bench: SessionBench, inFlight: number): Promise<object> {
  const { database, statements, seconds } = bench;
  const yardstickCommitsPerS = await commitsPerSecond(database.url);
  await keepInFlight(bench, inFlight, WARM_UP_S);
  const before = await readingOf(bench);
  statements.take();
  const { done, tookS } = await keepInFlight(bench, inFlight, seconds);
  if (bench.verbose) console.error(inFlight, perSession(statements, done.length));
  const after = await readingOf(bench);
  const n = done.length;
  const each = (what: keyof typeof before, digits: number): number =>
    round((after[what] - before[what]) / n, digits);
  return {
    ...{ engine: 'baton', workload: 'Se1', inFlight, sessionsPerS: round(n / tookS, 1) },
    ...{ createP50Ms: quantile(done, 'createMs', 0.5), createP99Ms: quantile(done, 'createMs', 0.99) },
    ...{
      activityP50Ms: quantile(done, 'activityMs', 0.5),
      activityP99Ms: quantile(done, 'activityMs', 0.99),
    },
    ...{ p50Ms: quantile(done, 'totalMs', 0.5), p99Ms: quantile(done, 'totalMs', 0.99) },
    statementsPerSession: each('statements', 2),
    commitsPerSession: each('commits', 2),
    walBytesPerSession: each('walBytes', 0),
    workerCpuMsPerSession: each('workerCpuMs', 3),
    databaseCpuMsPerSession: each('databaseCpuMs', 3),
    yardstickCommitsPerS,
  };
}

async function keepInFlight(bench: SessionBench, inFlight: number, forSeconds: number) {
  const done: Done[] = [];
  const beganAtMs = performance.now();
  const untilMs = beganAtMs + forSeconds * 1_000;
  const lane = async (): Promise<void> => {
    while (performance.now() < untilMs) done.push(await oneSession(bench));
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return { done, tookS: (performance.now() - beganAtMs) / 1_000 };
}

async function oneSession(bench: SessionBench): Promise<Done> {
  const id = `Se1-${count++}`;
  const beganAtMs = performance.now();
  const { ref, adopt } = await startRun(bench, 'Se1', id, id);
  await new Promise<void>((resolve) => {
    bench.closings.onClosed(ref.runId, resolve);
    adopt();
  });
  return { ...timesOf(id), totalMs: performance.now() - beganAtMs };
}

/** What is counted up: by this process, which is the worker, and by Postgres if it was started for the benchmark. */
export async function readingOf({ database, statements }: SessionBench) {
  const { user, system } = process.cpuUsage();
  return {
    statements: statements.total(),
    workerCpuMs: (user + system) / 1_000,
    databaseCpuMs: database.cpuSeconds() * 1_000,
    commits: await commitsOf(database),
    walBytes: await database.walBytes(),
  };
}

/** A backend tells the statistics what it has done when it is idle, at most a second later: asked for twice, until it stands still. */
async function commitsOf({ url }: BenchDatabase): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    const { rows } = await client.query<{ commits: string }>(
      'select xact_commit as commits from pg_stat_database where datname = current_database()',
    );
    return Number(rows[0]?.commits);
  } finally {
    await client.end();
  }
}

function perSession(statements: { take(): readonly (readonly [string, number])[] }, n: number): string {
  const named = statements.take().map(([name, sent]) => `${name} ${(sent / n).toFixed(2)}`);
  return named.join(', ');
}

function quantile(done: readonly Done[], what: keyof Done, q: number): number {
  const sorted = Float64Array.from(done, (one) => one[what]).sort();
  return round(sorted[Math.floor(sorted.length * q)] ?? NaN, 2);
}

export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
