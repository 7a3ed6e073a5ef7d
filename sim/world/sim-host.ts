// A host that runs one worker process after the other: the real worker, on a simulated machine, over a bad network.
import { workerOf, settingsOf } from '@baton/worker/testing';
import type { Worker } from '@baton/worker';
import { faultyStorage } from './faulty-storage.ts';
import { simMachine, type HostNotes } from './machine.ts';
import { simProcess, type SimProcess } from './sim-process.ts';
import type { World } from './world.ts';
import { activities, designs, workflows } from '../workload/scenarios.ts';

export interface SimHost {
  readonly key: string;
  /** What runs now; between two processes: the dead one. */
  readonly process: () => SimProcess;
  readonly worker: () => Worker;
  readonly crash: () => void;
  /** Asks the worker to stop in good order, and starts another. */
  readonly restart: () => void;
  readonly pause: (ms: number) => void;
  /** Nothing starts it again. */
  readonly remove: () => void;
}

export interface HostOptions {
  readonly name: string;
  /** Sessions at a time; more would be a violation. */
  readonly maxSessions: number;
  readonly gpus: number;
  readonly slots: number;
  readonly residentRuns: number;
  readonly looksAfterPeers: boolean;
}

export const LEASE_MS = 1_000;

export function startHost(world: World, options: HostOptions): SimHost {
  const { loop } = world;
  const rng = world.rng.fork(options.name);
  const notes: HostNotes = new Map();
  let incarnation = 0;
  let process: SimProcess;
  let worker: Worker;
  let removed = false;

  function boot(): void {
    incarnation += 1;
    const mine = simProcess(loop, rng, `${options.name}#${incarnation}`);
    process = mine;
    worker = workerOn(world, options, { process: mine, notes, crash: () => crashed(mine) });
    world.trace(() => `${mine.name} boots`);
    mine.run(() => {
      worker.run().then(
        () => later(mine, 50),
        (error: unknown) => {
          // Its predecessor's key is still in use: a supervisor would start it again.
          world.trace(() => `${mine.name} gave up: ${String(error)}`);
          later(mine, 500);
        },
      );
    });
  }

  function later(ended: SimProcess, delayMs: number): void {
    ended.kill();
    loop.after(delayMs + rng.next() * 1_500, () => {
      if (!removed && process === ended) boot();
    });
  }

  function crashed(mine: SimProcess): void {
    if (!mine.isAlive) return;
    world.trace(() => `${mine.name} crashes`);
    later(mine, 100);
  }

  boot();
  return {
    key: options.name,
    process: () => process,
    worker: () => worker,
    crash: () => crashed(process),
    pause: (ms) => process.pause(ms),
    restart: () => process.run(() => void worker.shutdown({ grace: rng.below(800) })),
    remove: () => {
      removed = true;
      process.kill();
    },
  };
}

interface Booting {
  readonly process: SimProcess;
  readonly notes: HostNotes;
  readonly crash: () => void;
}

function workerOn(world: World, options: HostOptions, { process, notes, crash }: Booting): Worker {
  const rng = world.rng.fork(process.name);
  const storage = faultyStorage({ ...world, rng, process, faults: () => world.faults, crash });
  const { looksAfterPeers } = options;
  const machine = simMachine({ process, hostName: options.name, notes, rng, looksAfterPeers });
  const common = {
    workflows,
    activities,
    designs,
    maxConcurrentActivities: options.slots,
    sessions: { enabled: true, maxConcurrentSessions: options.maxSessions, resources: { gpu: options.gpus } },
    leaseTimeout: LEASE_MS,
    workerKey: options.name,
    shutdownGrace: 500,
    limits: { residentRuns: options.residentRuns, stimuliPerTransition: 3, loadBatch: 2, fullScanMs: 5_000 },
    log: ({
      level,
      message,
      error,
      run,
    }: {
      level: string;
      message: string;
      error?: unknown;
      run?: unknown;
    }) => {
      world.trace(
        () =>
          `${process.name} ${level}: ${message} ${JSON.stringify(run ?? '')} ${error instanceof Error ? error.message : ''}`,
      );
      if (level === 'error' || message.startsWith('Blocked'))
        world.broken(
          `${process.name}: ${message} ${error instanceof Error ? String(error.stack) : JSON.stringify(error)}`,
        );
    },
  };
  return workerOf(
    settingsOf(common, { storage, engine: storage, tokens: world.tokens, peers: machine.peers, machine }),
  );
}
