// Hears of cancel requests for attempts that run here: pushed by hints, and asked for every few seconds while something runs.
import type { CancelReason, WorkerId } from '@baton/core';
import type { ActivityTarget } from '@baton/engine';
import type { Log } from '../log.ts';
import type { Machine } from '../machine.ts';
import { startLoop, type Loop } from './loop.ts';
import type { WorkerStorage } from '../worker-storage.ts';

/** Attempts that run here: claimed ones, or those of the owner. */
export interface Abortable {
  readonly running: number;
  abort(target: ActivityTarget, reason: CancelReason): void;
}

export interface CancelLoopOptions {
  readonly storage: WorkerStorage;
  readonly workerId: WorkerId;
  readonly attempts: readonly Abortable[];
  readonly log: Log;
  readonly machine: Machine;
}

/** A cancel is to arrive within a second, hint or not. */
const POLL_MS = 900;

export function startCancelLoop({ storage, workerId, attempts, log, machine }: CancelLoopOptions): Loop {
  return startLoop({
    name: 'Reading cancel requests',
    everyMs: POLL_MS,
    log,
    machine,
    work: async () => {
      if (attempts.every(({ running }) => running === 0)) return 'rest';
      const requests = await storage.cancelRequests(workerId);
      for (const request of requests) {
        for (const each of attempts) each.abort(request, request.reason);
      }
      return 'rest';
    },
  });
}
