// Hears of cancel requests for attempts that run here: pushed by hints, and asked for when a look has found some.
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
  /** How often it looks by itself while something runs; `null`: the worker looks. */
  readonly pollMs: number | null;
  readonly log: Log;
  readonly machine: Machine;
}

export function startCancelLoop(options: CancelLoopOptions): Loop {
  const { storage, workerId, attempts, pollMs, log, machine } = options;
  return startLoop({
    name: 'Reading cancel requests',
    everyMs: pollMs,
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
