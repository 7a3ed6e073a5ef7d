// Pulls waiting sessions to this worker: on a hint, and once a second. The storage knows whether there is room.
import type { WorkerId } from '@baton/core';
import type { Log } from '../log.ts';
import type { Machine } from '../machine.ts';
import { startLoop, type Loop } from './loop.ts';
import type { WorkerStorage } from '../worker-storage.ts';

export interface SessionLoopOptions {
  readonly storage: WorkerStorage;
  readonly workerId: WorkerId;
  readonly queues: readonly string[];
  readonly log: Log;
  readonly machine: Machine;
}

const POLL_MS = 1_000;
const LARGEST_CLAIM = 20;

export function startSessionLoop({ storage, workerId, queues, log, machine }: SessionLoopOptions): Loop {
  return startLoop({
    name: 'Opening sessions',
    everyMs: POLL_MS,
    log,
    machine,
    work: async () => {
      const opened = await storage.claimSessions(workerId, queues, LARGEST_CLAIM);
      return opened.length === LARGEST_CLAIM ? 'again' : 'rest';
    },
  });
}
