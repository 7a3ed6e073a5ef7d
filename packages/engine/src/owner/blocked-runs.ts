// Runs that no worker can go on with: marked for people to see, tried again with back-off. Never failed.
import { failureFrom, type Failure } from '@baton/core';
import type { Storage } from '../storage.ts';
import { waitMs } from './back-off.ts';
import type { ResidentRun } from './resident-run.ts';
import type { Cancel, OwnerLogEntry, Scheduler } from './types.ts';

export interface BlockedRunsDeps {
  readonly storage: Storage;
  readonly scheduler: Scheduler;
  readonly log: (entry: OwnerLogEntry) => void;
  readonly retry: (run: ResidentRun) => void;
}

export interface BlockedRuns {
  block(run: ResidentRun, why: unknown): void;
  /** The run goes on. */
  clear(run: ResidentRun): void;
  drop(run: ResidentRun): void;
  retryAll(): void;
  readonly size: number;
}

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

export function createBlockedRuns(deps: BlockedRunsDeps): BlockedRuns {
  const waiting = new Map<ResidentRun, Cancel>();

  function again(run: ResidentRun): void {
    waiting.get(run)?.();
    waiting.delete(run);
    if (run.mode === 'blocked') deps.retry(run);
  }

  function mark(run: ResidentRun, failure: Failure | null): void {
    deps.storage.setBlocked(run.ref, failure).catch((error: unknown) => {
      // It is marked at the next try.
      deps.log({ level: 'warn', message: 'A run could not be marked as blocked', run: run.ref, error });
    });
  }

  return {
    block(run, why) {
      run.troubles += 1;
      run.mode = 'blocked';
      const failure = isFailure(why) ? why : failureFrom(why);
      if (run.troubles === 1)
        deps.log({ level: 'warn', message: `Blocked: ${failure.message}`, run: run.ref, error: why });
      mark(run, failure);
      const delayMs = waitMs(run.troubles, FIRST_RETRY_MS, LONGEST_RETRY_MS);
      waiting.get(run)?.();
      waiting.set(
        run,
        deps.scheduler.about(delayMs, () => again(run)),
      );
    },
    clear(run) {
      if (run.troubles > 0) mark(run, null);
      run.troubles = 0;
    },
    drop(run) {
      waiting.get(run)?.();
      waiting.delete(run);
    },
    retryAll() {
      for (const run of [...waiting.keys()]) again(run);
    },
    get size() {
      return waiting.size;
    },
  };
}

function isFailure(why: unknown): why is Failure {
  return (
    !(why instanceof Error) && typeof why === 'object' && why !== null && 'name' in why && 'message' in why
  );
}
