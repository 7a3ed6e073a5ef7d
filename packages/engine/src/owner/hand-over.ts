// Runs that this process cannot go on with, but perhaps another one: the shard of such a run is given to a worker that has the run's
// workflow and has not tried it yet. So the new code of a deploy gets the runs that the old code is blocked on, and a run that nobody
// can go on with is tried by each worker once, not handed around for ever.
import type { WorkerId } from '@baton/core';
import type { RunRecord, Storage, WorkerRecord } from '../storage.ts';
import type { ResidentRun } from './resident-run.ts';
import type { Cancel, OwnerLogEntry, Scheduler } from './types.ts';

export interface HandOverDeps {
  readonly storage: Storage;
  readonly scheduler: Scheduler;
  readonly workerId: WorkerId;
  readonly log: (entry: OwnerLogEntry) => void;
  /** The shard is another worker's by now. */
  readonly gave: (taskQueue: string, run: ResidentRun) => void;
}

export interface HandOver {
  /** Looks for somebody else for this run, again and again, until it is left alone. */
  offer(run: ResidentRun, record: RunRecord, triedBy: readonly string[]): void;
  leave(run: ResidentRun): void;
}

interface Offer {
  readonly record: RunRecord;
  readonly triedBy: readonly string[];
}

/** How soon a worker that has just started is found. */
const LOOK_MS = 1_000;
/** The first look: long enough for the mark to be written. */
const FIRST_LOOK_MS = 100;

export function createHandOver(deps: HandOverDeps): HandOver {
  const { storage, scheduler, workerId, log } = deps;
  const offers = new Map<ResidentRun, Offer>();
  let cancel: Cancel | null = null;

  function lookIn(delayMs: number): void {
    cancel ??= scheduler.after(delayMs, () => {
      cancel = null;
      void look()
        .catch((error: unknown) =>
          log({ level: 'warn', message: 'Nobody could be asked to take blocked runs', error }),
        )
        .then(() => {
          if (offers.size > 0) lookIn(LOOK_MS);
        });
    });
  }

  async function look(): Promise<void> {
    if (offers.size === 0) return;
    const workers = await storage.listWorkers();
    for (const [run, offer] of [...offers]) await give(run, offer, workers);
  }

  async function give(
    run: ResidentRun,
    { record, triedBy }: Offer,
    workers: readonly WorkerRecord[],
  ): Promise<void> {
    const { taskQueue, shard } = record;
    const able = workers.find((worker) => mayGoOn(worker, record) && !triedBy.includes(worker.workerId));
    if (able === undefined || !offers.has(run)) return;
    offers.delete(run);
    if (await storage.giveShard({ taskQueue, shard, from: workerId, to: able.workerId })) {
      log({ level: 'info', message: `Gave its shard to worker ${able.workerKey}`, run: run.ref });
      deps.gave(taskQueue, run);
    }
  }

  return {
    offer(run, record, triedBy) {
      offers.set(run, { record, triedBy });
      lookIn(FIRST_LOOK_MS);
    },
    leave(run) {
      offers.delete(run);
      if (offers.size > 0) return;
      cancel?.();
      cancel = null;
    },
  };
}

function mayGoOn(worker: WorkerRecord, { taskQueue, workflow, design }: RunRecord): boolean {
  const hasCode = design !== null || worker.workflows.includes(workflow);
  return worker.state === 'active' && worker.ownsRuns && worker.taskQueues.includes(taskQueue) && hasCode;
}
