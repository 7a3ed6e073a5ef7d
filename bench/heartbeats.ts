// `npm run bench -- heartbeats [--seconds 5] [--rounds 3] [--in-flight 100]`: what 10,000 heartbeats a second cost the decisions of others.
//
// W5 with and without the beats of 1,000 running activities, in turns, so that what changes on the machine meanwhile hits both. Prints one line of
// JSON. `called`: the handlers call `ctx.heartbeat` 10,000 times a second, and the worker coalesces. `stored`: that many beats reach the tables.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createPostgresStorage } from '@baton/postgres';
import { createWorker } from '@baton/worker';
import { callActivity, workflow } from '@baton/workflow';
import { ACTIVITIES, BEAT_QUEUE, type Beaten, type Mode } from './beating.ts';
import { benchDatabase } from './database.ts';
import { activitiesOfBench, workflowsOfBench } from './definitions.ts';
import { measure, type Measured, type Measurement } from './measure.ts';
import { countStatements } from './statements.ts';
import { watchClosings } from './watch-closings.ts';
import { startRun, workloadOf } from './workloads.ts';

interface Phase extends Measured {
  readonly mode: Mode;
  readonly beatsPerS: number;
  readonly storedPerS: number;
}

export async function benchHeartbeats(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '5' },
      rounds: { type: 'string', default: '3' },
      'in-flight': { type: 'string', default: '100' },
    },
  });
  const [seconds, rounds, inFlight] = [
    Number(values.seconds),
    Number(values.rounds),
    Number(values['in-flight']),
  ];
  const database = await benchDatabase();
  const closings = watchClosings(await createPostgresStorage({ databaseUrl: database.url }));
  const beats = workflow('WB', () =>
    callActivity('beater', null, { startToClose: '1h', taskQueue: BEAT_QUEUE }),
  );
  const worker = await createWorker({
    storage: closings.storage,
    workflows: [...workflowsOfBench(['W5']), beats],
    activities: activitiesOfBench,
    maxConcurrentActivities: 1_000,
    log: () => undefined,
  });
  const running = worker.run();
  const child = await beatingProcess(database.url);
  try {
    const deps = { closings, sender: closings.storage, worker };
    for (let at = 0; at < ACTIVITIES; at++) (await startRun(deps, 'WB', `WB-${at}`, null)).adopt();
    await allRun(child);
    const workload = workloadOf('W5', deps);
    const statements = countStatements();
    const phases: Phase[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const mode of ['off', 'called', 'stored'] as const)
        phases.push(await phase(child, mode, { workload, inFlight, seconds, database, statements }));
    }
    console.log(JSON.stringify(summary(phases, inFlight)));
  } finally {
    child.disconnect();
    await worker.shutdown({ grace: 0 });
    await running;
    await closings.storage.close();
    await database.drop();
  }
}

async function phase(child: ChildProcess, mode: Mode, measurement: Measurement): Promise<Phase> {
  await tell(child, mode);
  const beganAtMs = performance.now();
  const measured = await measure(measurement);
  const { beats, stored } = await tell(child, 'off');
  const perS = (n: number): number => Math.round((n * 1_000) / (performance.now() - beganAtMs));
  return { ...measured, mode, beatsPerS: perS(beats), storedPerS: perS(stored) };
}

function summary(phases: readonly Phase[], inFlight: number) {
  const of = (mode: Mode, what: (phase: Phase) => number): number =>
    median(phases.filter((phase) => phase.mode === mode).map(what));
  const line = (mode: Mode) => ({
    beatsPerS: of(mode, ({ beatsPerS }) => beatsPerS),
    storedPerS: of(mode, ({ storedPerS }) => storedPerS),
    workflowsPerS: of(mode, ({ workflowsPerS }) => workflowsPerS),
    p50Ms: of(mode, ({ p50Ms }) => p50Ms),
    p99Ms: of(mode, ({ p99Ms }) => p99Ms),
    ratio: ratio(
      of(mode, ({ workflowsPerS }) => workflowsPerS),
      of('off', ({ workflowsPerS }) => workflowsPerS),
    ),
  });
  const benchmark = { engine: 'baton', workload: 'heartbeats', activities: ACTIVITIES, inFlight };
  return { ...benchmark, off: line('off'), called: line('called'), stored: line('stored') };
}

function ratio(some: number, all: number): number {
  return Number((some / all).toFixed(3));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

async function beatingProcess(databaseUrl: string): Promise<ChildProcess> {
  const main = fileURLToPath(new URL('heartbeats-process.ts', import.meta.url));
  const child = fork(main, [databaseUrl], { execArgv: ['--import', 'tsx'], stdio: 'inherit' });
  await once(child, 'message');
  return child;
}

/** Answers what there was in the mode before. */
async function tell(child: ChildProcess, mode: Mode): Promise<Beaten> {
  const answered = once(child, 'message') as Promise<[Beaten]>;
  child.send(mode);
  return (await answered)[0];
}

async function allRun(child: ChildProcess): Promise<void> {
  while ((await tell(child, 'off')).running < ACTIVITIES)
    await new Promise((resolve) => setTimeout(resolve, 100));
}
