// Pulls waiting sessions to this worker: on a hint, and when a look has found some. The storage knows whether there is room.
import type { WorkerId } from '@baton/core';
import type { Log } from '../log.ts';
import type { Machine } from '../machine.ts';
import { startLoop, type Loop } from './loop.ts';
import type { WorkerStorage } from '../worker-storage.ts';

export interface SessionLoopOptions {
  readonly storage: WorkerStorage;
  readonly workerId: WorkerId;
  readonly queues: readonly string[];
  /** How often it looks by itself; `null`: the worker looks. */
  readonly pollMs: number | null;
  readonly log: Log;
  readonly machine: Machine;
}

/** What waits is opened in one statement; more would hold the counters' locks for longer than the next one takes to come. */
const LARGEST_CLAIM = 100;

export function startSessionLoop(options: SessionLoopOptions): Loop {
  const { storage, workerId, queues, pollMs, log, machine } = options;
  return startLoop({
    name: 'Opening sessions',
    everyMs: pollMs,
    log,
    machine,
    work: async () => {
      const opened = await storage.claimSessions(workerId, queues, LARGEST_CLAIM);
      return opened.length === LARGEST_CLAIM ? 'again' : 'rest';
    },
  });
}
