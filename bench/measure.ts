import type { BenchDatabase } from './database.ts';
import type { Workload } from './workloads.ts';

export interface Measurement {
  readonly workload: Workload;
  readonly inFlight: number;
  readonly seconds: number;
  readonly database: BenchDatabase;
  readonly statements: () => number;
}

export interface Measured {
  readonly workflowsPerS: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly walBytesPerWorkflow: number;
  readonly statementsPerWorkflow: number;
  /** Of the worker, and of Postgres if it was started for the benchmark. */
  readonly cpuMsPerWorkflow: number;
  readonly peakRssMb: number;
}

const WARM_UP_S = 2;
const RSS_EVERY_MS = 50;

/** Keeps so many workflows in flight for a while, after a warm-up, and says what they cost. */
export async function measure(measurement: Measurement): Promise<Measured> {
  const { database, statements } = measurement;
  await keepInFlight(measurement, WARM_UP_S);
  const rss = watchRss();
  const before = { wal: await database.walBytes(), sent: statements(), cpuMs: cpuMs(database) };
  const { latencies, seconds } = await keepInFlight(measurement, measurement.seconds);
  const after = { wal: await database.walBytes(), sent: statements(), cpuMs: cpuMs(database) };
  const n = latencies.length;
  const sorted = Float64Array.from(latencies).sort();
  return {
    workflowsPerS: round(n / seconds, 1),
    p50Ms: round(sorted[Math.floor(n * 0.5)] ?? NaN, 2),
    p99Ms: round(sorted[Math.floor(n * 0.99)] ?? NaN, 2),
    walBytesPerWorkflow: Math.round((after.wal - before.wal) / n),
    // One statement asks for the log's place.
    statementsPerWorkflow: round((after.sent - before.sent - 1) / n, 3),
    cpuMsPerWorkflow: round((after.cpuMs - before.cpuMs) / n, 3),
    peakRssMb: Math.round(rss.stop() / 1_048_576),
  };
}

interface Spell {
  readonly latencies: readonly number[];
  readonly seconds: number;
}

/** Each of `inFlight` lanes begins a workflow as soon as its last has ended. */
async function keepInFlight({ workload, inFlight }: Measurement, forSeconds: number): Promise<Spell> {
  const latencies: number[] = [];
  const beganAtMs = performance.now();
  const untilMs = beganAtMs + forSeconds * 1_000;
  const lane = async (): Promise<void> => {
    while (performance.now() < untilMs) latencies.push(await workload());
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return { latencies, seconds: (performance.now() - beganAtMs) / 1_000 };
}

function cpuMs(database: BenchDatabase): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000 + database.cpuSeconds() * 1_000;
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
