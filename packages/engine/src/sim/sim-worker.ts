// A worker process of the simulation, as short as one can be: leases, the owner, claimed attempts, sessions, sweeps.
import type { WorkerId, WorkerKey } from '@baton/core';
import { createOwner } from '../owner/create-owner.ts';
import type { AdoptedRun, Owner, OwnerLimits } from '../owner/types.ts';
import type { ActivityTask, LeaseAnswer, OwnedShards, Storage } from '../storage.ts';
import { createSweeps } from '../sweeps/create-sweeps.ts';
import { perform } from './perform.ts';
import type { Ledger } from './ledger.ts';
import type { Rng } from './rng.ts';
import type { SimProcess } from './sim-process.ts';
import type { SimScheduler } from './sim-scheduler.ts';
import { simActivities, simWorkflows } from './sim-workflows.ts';

export interface SimWorkerDeps {
  readonly key: string;
  readonly incarnation: number;
  readonly storage: Storage;
  readonly world: SimScheduler;
  readonly process: SimProcess;
  readonly rng: Rng;
  readonly ledger: Ledger;
  /** A mistake of the system: a violation, whatever the seed did. */
  readonly broken: (message: string) => void;
}

export interface SimWorker {
  readonly workerId: WorkerId;
  adopt(run: AdoptedRun): void;
  readonly owner: Owner;
}

const LEASE_MS = 1_000;
const names = simActivities.map(({ name }) => name);
const limits: Partial<OwnerLimits> = {
  residentRuns: 2,
  inlineSlots: 3,
  stimuliPerTransition: 3,
  loadBatch: 2,
};

export function startSimWorker(deps: SimWorkerDeps): SimWorker {
  const { storage, world, process, rng } = deps;
  const workerId = `${deps.key}-${deps.incarnation}` as WorkerId;
  const workflows = new Map(simWorkflows.map((definition) => [definition.name, definition]));
  let owned: OwnedShards = new Map();

  const owner: Owner = createOwner({
    storage,
    workerId,
    clock: world,
    scheduler: process,
    random: (n) => rng.bytes(n),
    resolver: (started) => workflows.get(started.workflow) ?? null,
    limits,
    inline: {
      accepts: (_queue, name) => names.includes(name),
      start: (attempt) => {
        perform(attempt.task, attempt, deps);
        return () => undefined;
      },
    },
    log: ({ level, message, error }) => {
      if (level === 'error' || message.startsWith('Blocked'))
        deps.broken(`${message} ${String((error as Error).stack)}`);
    },
    wroteOutbox: () => sweeps.wroteOutbox(),
  });
  const sweeps = createSweeps({
    storage,
    clock: world,
    scheduler: process,
    shards: () => [...owned.values()].flat(),
    log: () => undefined,
    started: (run) => owner.adopt(run),
  });

  const loops = workerLoops(deps, workerId, (shards) => {
    owned = shards;
    owner.setShards(shards);
  });
  for (const { everyMs, act } of loops) repeat(deps, everyMs, act);
  sweeps.start();
  return { workerId, owner, adopt: (run) => process.run(() => owner.adopt(run)) };
}

interface Loop {
  readonly everyMs: number;
  readonly act: () => Promise<void>;
}

function workerLoops(
  deps: SimWorkerDeps,
  workerId: WorkerId,
  setShards: (owned: OwnedShards) => void,
): readonly Loop[] {
  const { storage, key } = deps;
  let known = '';
  async function lease(): Promise<void> {
    let answer = await storage.heartbeatWorker(workerId);
    if (!answer.held) {
      await storage.registerWorker(registration(key, workerId));
      answer = await storage.heartbeatWorker(workerId);
    }
    const text = JSON.stringify(answer.shards);
    if (text !== known) setShards(shardsByQueue(answer));
    known = text;
  }
  async function claim(): Promise<void> {
    const tasks = await storage.claimActivities(workerId, ['default', `@${key}`], names, 3);
    for (const task of tasks) performClaimed(deps, task);
  }
  async function openSessions(): Promise<void> {
    await storage.claimSessions(workerId, ['default'], 2);
  }
  return [
    { everyMs: LEASE_MS / 4, act: lease },
    { everyMs: 120, act: claim },
    { everyMs: 150, act: openSessions },
  ];
}

function repeat(deps: SimWorkerDeps, everyMs: number, act: () => Promise<void>): void {
  void act()
    .catch(lost)
    .then(() => deps.process.after(everyMs * (0.5 + deps.rng.next()), () => repeat(deps, everyMs, act)));
}

/** An attempt that was claimed ends through the storage, by whoever answers first. */
function performClaimed(deps: SimWorkerDeps, task: ActivityTask): void {
  const { storage, world } = deps;
  perform(
    task,
    {
      completed: (result) => void storage.completeActivity(task, result, {}).catch(lost),
      failed: (failure) => {
        const end = { kind: 'retry', failure, availableAtMs: world.nowMs() + 20 } as const;
        void storage.endAttempt(task, end, {}).catch(lost);
      },
      madeAsync: () => void storage.makeAsync(task).catch(lost),
    },
    deps,
  );
}

function lost(): void {
  // The answer does not come: the sweep finds the attempt.
}

function registration(key: string, workerId: WorkerId): Parameters<Storage['registerWorker']>[0] {
  return {
    workerId,
    workerKey: key as WorkerKey,
    hostName: 'sim',
    pid: 1,
    taskQueues: ['default'],
    workflows: simWorkflows.map(({ name }) => name),
    activities: [],
    maxConcurrentActivities: 3,
    sessions: { maxConcurrentSessions: 2, resources: {} },
    leaseMs: LEASE_MS,
    ownsRuns: true,
    version: 'sim',
  };
}

function shardsByQueue(answer: LeaseAnswer): OwnedShards {
  const byQueue = new Map<string, LeaseAnswer['shards'][number]['shard'][]>();
  for (const { taskQueue, shard } of answer.held ? answer.shards : []) {
    const shards = byQueue.get(taskQueue);
    if (shards === undefined) byQueue.set(taskQueue, [shard]);
    else shards.push(shard);
  }
  return byQueue;
}
