// Runs that this worker cannot go on with: marked for people to see, tried again with back-off, offered to other workers. Never failed.
import { failureFrom, type Failure } from '@baton/core';
import type { Storage } from '../storage.ts';
import { waitMs } from './back-off.ts';
import type { HandOver } from './hand-over.ts';
import type { ResidentRun } from './resident-run.ts';
import type { Cancel, OwnerLogEntry, Scheduler } from './types.ts';

export interface BlockedRunsDeps {
  readonly storage: Storage;
  readonly scheduler: Scheduler;
  readonly log: (entry: OwnerLogEntry) => void;
  readonly retry: (run: ResidentRun) => void;
  readonly workerId: string;
  readonly handOver: HandOver;
}

export interface BlockedRuns {
  block(run: ResidentRun, why: unknown): void;
  /** The run goes on. */
  clear(run: ResidentRun): void;
  drop(run: ResidentRun): void;
  retryAll(): void;
  readonly size: number;
}

/** What other code may be able to go on with. */
const elsewhere: ReadonlySet<string> = new Set(['NONDETERMINISM', 'WORKFLOW_NOT_REGISTERED']);
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

export function createBlockedRuns(deps: BlockedRunsDeps): BlockedRuns {
  const waiting = new Map<ResidentRun, Cancel>();
  const marks = new WeakMap<ResidentRun, Promise<void>>();

  function again(run: ResidentRun): void {
    leave(run);
    if (run.mode === 'blocked') deps.retry(run);
  }

  /** One after the other for each run: the last word has to be the last one written. */
  function marking(run: ResidentRun, write: () => Promise<void>): void {
    const before = marks.get(run) ?? Promise.resolve();
    const after = before.then(write).catch((error: unknown) => {
      // It is marked at the next try.
      deps.log({ level: 'warn', message: 'A run could not be marked as blocked', run: run.ref, error });
    });
    marks.set(run, after);
  }

  async function mark(run: ResidentRun, failure: Failure): Promise<void> {
    const record = await deps.storage.readRun(run.ref);
    if (record?.status !== 'running' || run.mode === 'gone') return;
    const triedBy = [...new Set([...triedSoFar(record.blocked), deps.workerId])];
    await deps.storage.setBlocked(run.ref, { ...failure, fields: { ...failure.fields, triedBy } });
    if (elsewhere.has(failure.code ?? '') && run.mode === 'blocked')
      deps.handOver.offer(run, record, triedBy);
  }

  function leave(run: ResidentRun): void {
    waiting.get(run)?.();
    waiting.delete(run);
    deps.handOver.leave(run);
  }

  return {
    block(run, why) {
      run.troubles += 1;
      run.mode = 'blocked';
      const failure = isFailure(why) ? why : failureFrom(why);
      if (run.troubles === 1)
        deps.log({ level: 'warn', message: `Blocked: ${failure.message}`, run: run.ref, error: why });
      marking(run, () => mark(run, failure));
      const delayMs = waitMs(run.troubles, FIRST_RETRY_MS, LONGEST_RETRY_MS);
      waiting.get(run)?.();
      waiting.set(
        run,
        deps.scheduler.about(delayMs, () => again(run)),
      );
    },
    clear(run) {
      if (run.troubles > 0) marking(run, () => deps.storage.setBlocked(run.ref, null));
      run.troubles = 0;
    },
    drop: leave,
    retryAll() {
      for (const run of [...waiting.keys()]) again(run);
    },
    get size() {
      return waiting.size;
    },
  };
}

/** Which workers have been blocked on it, as the mark says. */
function triedSoFar(blocked: Failure | null): readonly string[] {
  const triedBy = blocked?.fields?.['triedBy'];
  return Array.isArray(triedBy) ? triedBy.filter((id) => typeof id === 'string') : [];
}

function isFailure(why: unknown): why is Failure {
  return (
    !(why instanceof Error) && typeof why === 'object' && why !== null && 'name' in why && 'message' in why
  );
}
