import type { Probe } from './probe.ts';
import type { Sibling } from './siblings.ts';
import type { StatementCount } from './statements.ts';
import type { Workload } from './workloads.ts';

export interface Measurement {
  readonly workload: Workload;
  readonly inFlight: number;
  readonly seconds: number;
  readonly database: Pick<Probe, 'counts' | 'cpuSeconds'>;
  readonly statements: StatementCount;
  /** Other processes that do a part of the work. */
  readonly siblings?: readonly Sibling[];
}

export interface Measured {
  /** How many were measured. */
  readonly workflows: number;
  readonly workflowsPerS: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly walBytesPerWorkflow: number;
  readonly statementsPerWorkflow: number;
  /** Transactions that wrote. */
  readonly commitsPerWorkflow: number;
  /** With those that only read. */
  readonly transactionsPerWorkflow: number;
  readonly fsyncsPerWorkflow: number;
  /** Of the worker, and of Postgres if it was started for the benchmark. */
  readonly cpuMsPerWorkflow: number;
  readonly workerCpuMsPerWorkflow: number;
  /** 0: unknown, since the server was given. */
  readonly databaseCpuMsPerWorkflow: number;
  /** Of all processes of the worker together. */
  readonly peakRssMb: number;
}

const WARM_UP_S = 2;
/** Enough to warm up with; more would only make slow engines wait. */
const WARM_UP_IN_FLIGHT = 64;
const RSS_EVERY_MS = 50;

/** Keeps so many workflows in flight for a while, after a warm-up, and says what they cost. */
export async function measure(measurement: Measurement): Promise<Measured> {
  const { workload, inFlight, seconds, siblings = [] } = measurement;
  await keepInFlight(workload, Math.min(inFlight, WARM_UP_IN_FLIGHT), Math.min(WARM_UP_S, seconds));
  const rss = watchRss();
  const before = await costs(measurement);
  const spell = await keepInFlight(workload, inFlight, seconds);
  const after = await costs(measurement);
  const n = spell.latencies.length;
  const sorted = Float64Array.from(spell.latencies).sort();
  const each = (what: keyof Costs, digits: number): number => round((after[what] - before[what]) / n, digits);
  const siblingRss = (await Promise.all(siblings.map((one) => one.usage()))).map(
    ({ peakRssBytes }) => peakRssBytes,
  );
  return {
    workflows: n,
    workflowsPerS: round(n / spell.seconds, 1),
    p50Ms: round(sorted[Math.floor(n * 0.5)] ?? NaN, 2),
    p99Ms: round(sorted[Math.floor(n * 0.99)] ?? NaN, 2),
    walBytesPerWorkflow: each('walBytes', 0),
    statementsPerWorkflow: each('statements', 3),
    commitsPerWorkflow: each('commits', 3),
    transactionsPerWorkflow: each('transactions', 3),
    fsyncsPerWorkflow: each('fsyncs', 3),
    cpuMsPerWorkflow: round(
      (after.workerCpuMs + after.databaseCpuMs - before.workerCpuMs - before.databaseCpuMs) / n,
      3,
    ),
    workerCpuMsPerWorkflow: each('workerCpuMs', 3),
    databaseCpuMsPerWorkflow: each('databaseCpuMs', 3),
    peakRssMb: Math.round([rss.stop(), ...siblingRss].reduce((sum, bytes) => sum + bytes) / 1_048_576),
  };
}

interface Costs {
  readonly walBytes: number;
  readonly statements: number;
  readonly commits: number;
  readonly transactions: number;
  readonly fsyncs: number;
  readonly workerCpuMs: number;
  readonly databaseCpuMs: number;
}

/** So far. What it takes to ask is left out where it would count: the statement goes over a connection of its own. */
async function costs({ database, statements, siblings = [] }: Measurement): Promise<Costs> {
  await statements.settle();
  const used = await Promise.all(siblings.map((one) => one.usage()));
  const sum = (what: 'statements' | 'cpuMs', own: number): number =>
    used.reduce((all, one) => all + one[what], own);
  const sent = statements();
  const counts = await database.counts();
  const { user, system } = process.cpuUsage();
  return {
    ...counts,
    statements: sum('statements', sent),
    workerCpuMs: sum('cpuMs', (user + system) / 1_000),
    databaseCpuMs: database.cpuSeconds() * 1_000,
  };
}

interface Spell {
  readonly latencies: readonly number[];
  readonly seconds: number;
}

/** Each of `inFlight` lanes begins a workflow as soon as its last has ended. All that were begun are waited for. */
async function keepInFlight(workload: Workload, inFlight: number, forSeconds: number): Promise<Spell> {
  const latencies: number[] = [];
  const beganAtMs = performance.now();
  const untilMs = beganAtMs + forSeconds * 1_000;
  const lane = async (): Promise<void> => {
    do latencies.push(await workload());
    while (performance.now() < untilMs);
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return { latencies, seconds: (performance.now() - beganAtMs) / 1_000 };
}

function watchRss(): { stop(): number } {
  let peak = process.memoryUsage.rss();
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), RSS_EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
