// One seed: a while of chaos, then peace, in which everything has to come to its end; then the checks.
import { shardOfRun, type RunId, type RunRef } from '@baton/core';
import { createMemoryStorage } from '../memory/create-memory-storage.ts';
import { checkRun } from './check-run.ts';
import { faultyStorage, noFaults, type Faults } from './faulty-storage.ts';
import { newLedger } from './ledger.ts';
import { seededRng, type Rng } from './rng.ts';
import { beAClient, completeAsync } from './sim-clients.ts';
import { simProcess, type SimProcess } from './sim-process.ts';
import { SimScheduler } from './sim-scheduler.ts';
import { startSimWorker, type SimWorker } from './sim-worker.ts';

export interface SimResult {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly runs: number;
  readonly crashes: number;
}

interface Host {
  readonly key: string;
  process: SimProcess;
  worker: SimWorker;
}

const CHAOS_MS = 4_000;
/** Leases pass, back-off ends, inboxes are read from their start, sessions run out. */
const PEACE_MS = 120_000;
const HOSTS = 2;
const RUNS = 5;

export async function simulate(seed: number): Promise<SimResult> {
  const rng = seededRng(seed);
  const world = new SimScheduler(rng, Date.UTC(2026, 0, 1));
  const truth = createMemoryStorage({ clock: world });
  const ledger = newLedger();
  const violations: string[] = [];
  let faults = drawFaults(rng);
  let crashes = 0;

  function boot(key: string, incarnation: number): Host {
    const process = simProcess(world);
    const storage = faultyStorage({
      ...{ truth, world, process, rng },
      faults: () => faults,
      crash: () => crash(host, incarnation),
    });
    const broken = (message: string): void => void violations.push(message);
    const worker = startSimWorker({ key, incarnation, storage, world, process, rng, ledger, broken });
    const host: Host = { key, process, worker };
    return host;
  }

  function crash(host: Host, incarnation: number): void {
    if (!host.process.isAlive) return;
    crashes += 1;
    host.process.kill();
    world.after(100 + rng.next() * 1_500, () => {
      const at = hosts.findIndex(({ key }) => key === host.key);
      hosts[at] = boot(host.key, incarnation + 1);
    });
  }

  const hosts: Host[] = [];
  for (let i = 0; i < HOSTS; i++) hosts.push(boot(`host-${i}`, 1));
  const clientProcess = simProcess(world);
  const clients = {
    ...{ world, rng, ledger, process: clientProcess },
    storage: faultyStorage({
      ...{ truth, world, rng, process: clientProcess },
      faults: () => ({ ...faults, crash: 0 }),
      crash: () => undefined,
    }),
    worker: () => hosts[rng.below(hosts.length)]?.worker ?? null,
  };
  for (let i = 0; i < RUNS; i++) world.after(rng.next() * CHAOS_MS * 0.7, () => void beAClient(clients, i));
  void completeAsync(clients);
  pauses(world, rng, hosts);

  await world.runUntil(world.nowMs() + CHAOS_MS);
  faults = noFaults;
  const runs = (): Promise<readonly RunRef[]> => allRuns(truth, ledger.started);
  for (let waited = 0; waited < PEACE_MS; waited += 500) {
    await world.runUntil(world.nowMs() + 500);
    if (await areClosed(truth, await runs())) break;
  }
  const drain = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const all = await runs();
  for (const ref of all) {
    const rows = await truth.readHistory(ref, 0);
    violations.push(...(await checkRun({ ref, rows, ledger, drain })));
  }
  return { seed, violations, runs: all.length, crashes };
}

function drawFaults(rng: Rng): Faults {
  const some = (most: number): number => (rng.chance(0.5) ? 0 : rng.next() * most);
  return { refused: some(0.1), answerLost: some(0.1), crash: some(0.01), longestDelayMs: 1 + rng.below(40) };
}

/** Now and then a process stands still for longer than its lease. */
function pauses(world: SimScheduler, rng: Rng, hosts: readonly Host[]): void {
  for (let i = rng.below(3); i > 0; i--) {
    world.after(rng.next() * CHAOS_MS, () =>
      hosts[rng.below(hosts.length)]?.process.pause(rng.next() * 3_000),
    );
  }
}

type Truth = ReturnType<typeof createMemoryStorage>;

/** Those that clients started, and those that runs started. */
async function allRuns(truth: Truth, started: ReadonlyMap<string, RunRef>): Promise<readonly RunRef[]> {
  const found = new Map<RunId, RunRef>();
  const queue = [...started.values()];
  for (let ref = queue.shift(); ref !== undefined; ref = queue.shift()) {
    const rows = await truth.readHistory(ref, 0);
    if (rows.length === 0 || found.has(ref.runId)) continue;
    found.set(ref.runId, ref);
    for (const event of rows.flatMap((row) => row.events)) {
      if (event.type === 'ChildStarted') queue.push({ shard: shardOfRun(event.runId), runId: event.runId });
      if (event.type === 'RunContinuedAsNew') queue.push({ shard: ref.shard, runId: event.nextRunId });
    }
  }
  return [...found.values()];
}

async function areClosed(truth: Truth, refs: readonly RunRef[]): Promise<boolean> {
  const records = await Promise.all(refs.map((ref) => truth.readRun(ref)));
  return records.every((record) => record !== null && record.status !== 'running');
}
