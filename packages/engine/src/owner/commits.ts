// Brings transitions to the storage. While the storage is down they are kept and sent again: nothing that was done is lost.
import type { Draft } from '../decide/draft.ts';
import type { CommitOutcome, Storage } from '../storage.ts';
import { pause, waitMs } from './back-off.ts';
import type { ResidentRun } from './resident-run.ts';
import type { OwnerLogEntry, Scheduler } from './types.ts';

export interface CommitsDeps {
  readonly storage: Storage;
  readonly scheduler: Scheduler;
  readonly log: (entry: OwnerLogEntry) => void;
  readonly settled: (run: ResidentRun, draft: Draft, outcome: CommitOutcome) => void;
  /** The storage takes other transitions, but not this one. */
  readonly poisonous: (run: ResidentRun, error: unknown) => void;
}

export interface Commits {
  send(run: ResidentRun, draft: Draft): void;
}

/** So often must a transition be refused while others succeed, before its run is put aside. */
const POISONOUS_AFTER = 5;

export function createCommits(deps: CommitsDeps): Commits {
  let successes = 0;

  function send(run: ResidentRun, draft: Draft): void {
    run.mode = 'committing';
    deps.storage.commit(draft).then(
      (outcome) => done(run, draft, outcome),
      (error: unknown) => void again(run, draft, error),
    );
  }

  function done(run: ResidentRun, draft: Draft, outcome: CommitOutcome): void {
    successes += 1;
    deps.settled(run, draft, outcome);
  }

  /**
   * The answer may have been lost after the transition was stored. Then sending it again is a conflict, and the run is read from the
   * storage as it is.
   */
  async function again(run: ResidentRun, draft: Draft, first: unknown): Promise<void> {
    let error = first;
    let refusals = 0;
    const successesBefore = successes;
    for (let failures = 1; ; failures++) {
      if (failures === 1)
        deps.log({
          level: 'warn',
          message: 'A transition was not stored; trying again',
          run: run.ref,
          error,
        });
      if (!isUnavailable(error)) refusals += 1;
      if (refusals >= POISONOUS_AFTER && successes > successesBefore) {
        deps.poisonous(run, error);
        return;
      }
      await pause(deps.scheduler, waitMs(failures, 20, 2_000));
      const outcome = await deps.storage.commit(draft).catch((next: unknown) => {
        error = next;
        return null;
      });
      if (outcome !== null) {
        done(run, draft, outcome);
        return;
      }
    }
  }

  return { send };
}

/** The storage is away: that says nothing about the transition. */
function isUnavailable(error: unknown): boolean {
  return error instanceof Error && 'retryable' in error && error.retryable === true;
}
