// Claims dispatched activities while slots are free: on a hint, when a slot gets free after a full claim, and when a look has found some.
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
  const loop = startLoop({
    name: options.name,
    everyMs: options.pollMs,
    log: options.log,
    machine: options.machine,
    work: async () => {
      const limit = Math.min(free(), LARGEST_CLAIM);
      if (limit <= 0 || !isExpected()) return 'rest';
      const tasks: readonly ActivityTask[] = await storage.claimActivities(
        workerId,
        queues,
        activities,
        limit,
      );
      for (const task of tasks) attempts.start(task);
      mayHaveMore = tasks.length === limit;
      const inMs = nextStartMs();
      if (tasks.length > 0 && !mayHaveMore && inMs !== null) loop.wakeAfter(inMs);
      return mayHaveMore && free() > 0 ? 'again' : 'rest';
    },
  });
  attempts.whenFreed(() => {
    if (mayHaveMore) loop.wake();
  });
  return loop;
}
