// Claims dispatched activities while slots are free: on a hint, when a slot gets free after a full claim, and when a look has found some.
//
// A claim that failed may have begun attempts all the same: its answer was lost, or it is still on its way. It is unheard until its answer has
// been asked for again, and no other is made before.
import type { ActivityTask } from '@baton/engine';
import type { WorkerId } from '@baton/core';
import type { ClaimedAttempts } from '../activity/claimed-attempts.ts';
import type { Log } from '../log.ts';
import type { Machine } from '../machine.ts';
import { startLoop, type Loop } from './loop.ts';
import type { WorkerStorage } from '../worker-storage.ts';

export interface ClaimLoopOptions {
  readonly name: string;
  readonly storage: WorkerStorage;
  readonly workerId: WorkerId;
  readonly queues: readonly string[];
  readonly activities: readonly string[];
  /** Counts the claims of this worker's life, whichever loop makes them. */
  readonly nextClaim: () => number;
  readonly attempts: ClaimedAttempts;
  /** How many more may run. */
  readonly free: () => number;
  /** Whether anything could be there; saves asking. Default: always. */
  readonly isExpected?: () => boolean;
  /** Where starts are limited: how long after one another may be allowed. */
  readonly nextStartMs: () => number | null;
  /** How often it looks by itself; `null`: the worker looks. */
  readonly pollMs: number | null;
  readonly log: Log;
  readonly machine: Machine;
}

/** More in one statement holds its locks for longer without being quicker. */
const LARGEST_CLAIM = 50;

export function startClaimLoop(options: ClaimLoopOptions): Loop {
  const {
    storage,
    workerId,
    queues,
    activities,
    attempts,
    free,
    isExpected = () => true,
    nextStartMs,
  } = options;
  let mayHaveMore = false;
  let unheard: number | null = null;

  async function recover(): Promise<void> {
    if (unheard === null) return;
    const tasks = await storage.recoverClaim(workerId, unheard);
    unheard = null;
    for (const task of tasks) attempts.start(task);
  }

  async function claim(limit: number): Promise<readonly ActivityTask[]> {
    unheard = options.nextClaim();
    const tasks = await storage.claimActivities(workerId, queues, activities, limit, unheard);
    unheard = null;
    for (const task of tasks) attempts.start(task);
    attempts.allHeard();
    return tasks;
  }

  const loop = startLoop({
    name: options.name,
    everyMs: options.pollMs,
    log: options.log,
    machine: options.machine,
    work: async () => {
      await recover();
      const limit = Math.min(free(), LARGEST_CLAIM);
      if (limit <= 0 || !isExpected()) return 'rest';
      const tasks = await claim(limit);
      mayHaveMore = tasks.length === limit;
      const inMs = nextStartMs();
      if (tasks.length > 0 && !mayHaveMore && inMs !== null) loop.wakeAfter(inMs);
      return mayHaveMore && free() > 0 ? 'again' : 'rest';
    },
  });
  attempts.whenFreed(() => {
    if (mayHaveMore) loop.wake();
  });
  return {
    ...loop,
    stop: async () => {
      await loop.stop();
      // What was taken at the last moment has the grace period, too.
      await recover().catch(() => undefined);
    },
  };
}
