// Hears of cancel requests for attempts that run here: pushed by hints, and asked for every few seconds while something runs.
import type { WorkerId } from '@baton/core';
import type { Storage } from '@baton/engine';
import type { ClaimedAttempts } from '../activity/claimed-attempts.ts';
import type { Log } from '../log.ts';
import { startLoop, type Loop } from './loop.ts';

export interface CancelLoopOptions {
  readonly storage: Storage;
  readonly workerId: WorkerId;
  readonly attempts: readonly ClaimedAttempts[];
  readonly log: Log;
}

/** A cancel is to arrive within a second, hint or not. */
const POLL_MS = 900;

export function startCancelLoop({ storage, workerId, attempts, log }: CancelLoopOptions): Loop {
  return startLoop({
    name: 'Reading cancel requests',
    everyMs: POLL_MS,
    log,
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
