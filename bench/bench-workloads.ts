// `npm run bench -- [--json] [--workloads W1,W5,WH] [--in-flight 1,100,1000] [--seconds 5] [--peers dbos]`: see docs/performance.md.
//
// One Postgres on this machine: the one of DATABASE_URL (databases of their own are made there), or one that is started for the benchmark,
// with its safe settings. Each engine and workload has a process and a database of its own; engines take turns at each number in flight.
import os from 'node:os';
import { benchServer, migratedDatabase, type BenchServer } from './database.ts';
import type { EngineName, EngineSettings, ToMeasure } from './engine-process.ts';
import type { Measured } from './measure.ts';
import type { Line } from './line.ts';
import { machine } from './machine.ts';
import { PEER_WORKLOADS, stepsOf } from './names.ts';
import { benchOptions, type BenchOptions } from './options.ts';
import { installDbos } from './peers/dbos-library.ts';
import { startChild, type Child } from './siblings.ts';
import { yardstick, type Yardstick } from './yardstick.ts';

export async function benchWorkloads(args: readonly string[]): Promise<void> {
  const options = benchOptions(args);
  if (options.engines.includes('dbos')) installDbos();
  const server = await benchServer();
  try {
    for (const workload of options.workloads) await benchWorkload(server, workload, options);
  } finally {
    await server.stop();
  }
}

async function benchWorkload(server: BenchServer, workload: string, options: BenchOptions): Promise<void> {
  const { inFlights, seconds, print } = options;
  const engines: RunningEngine[] = [];
  const yardstickUrl = await server.createDatabase();
  try {
    for (const name of options.engines) {
      if (name === 'baton' || PEER_WORKLOADS.includes(workload))
        engines.push(await startEngine(server, name, workload));
    }
    for (const inFlight of inFlights) {
      const measure = await yardstick(yardstickUrl);
      for (const engine of engines) print(await lineOf(engine, { workload, inFlight, seconds }, measure));
    }
  } finally {
    await server.dropDatabase(yardstickUrl);
    for (const { child, url } of engines) {
      await child.stop();
      await server.dropDatabase(url);
    }
  }
}

interface RunningEngine {
  readonly name: EngineName;
  readonly child: Child;
  readonly url: string;
}

async function startEngine(server: BenchServer, name: EngineName, workload: string): Promise<RunningEngine> {
  const url = name === 'baton' ? await migratedDatabase(server) : await server.createDatabase();
  const settings: EngineSettings = { engine: name, databaseUrl: url, serverPid: server.pid, workload };
  return { name, url, child: await startChild('engine-process.ts', [JSON.stringify(settings)]) };
}

async function lineOf(
  { name, child }: RunningEngine,
  { workload, inFlight, seconds }: ToMeasure & { readonly workload: string },
  { by, commitsPerS, hundredsPerS }: Yardstick,
): Promise<Line> {
  const load = os.loadavg()[0] ?? 0;
  const measured = await child.ask<Measured>({ inFlight, seconds } satisfies ToMeasure);
  const activitiesPerS = measured.workflowsPerS * stepsOf(workload);
  return {
    ...{ engine: name, workload, inFlight },
    ...measured,
    activitiesPerS: round(activitiesPerS, 1),
    yardstickCommitsPerS: commitsPerS,
    yardstickHundredsPerS: hundredsPerS,
    yardstickBy: by,
    activitiesPerCommit: round(activitiesPerS / commitsPerS, 2),
    activitiesPerRow: round(activitiesPerS / (hundredsPerS * 100), 4),
    p50Commits: round((measured.p50Ms * commitsPerS) / 1_000, 2),
    load: round(load / os.cpus().length, 2),
    machine: machine(),
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
