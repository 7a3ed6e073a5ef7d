// What became of a run: the last of its chain, if it continued as new.
import { foldRows, type Failure, type Json, type RunId } from '@baton/core';
import type { RunRecord, Storage } from '../storage.ts';
import { findTarget, followChain, type RunTarget } from './find-open-run.ts';
import { listenToHistory } from './history-changes.ts';

/** `runId` is that of the last run of the chain. */
export type RunOutcome =
  | { readonly runId: RunId; readonly status: 'running' }
  | { readonly runId: RunId; readonly status: 'completed'; readonly result: Json }
  | {
      readonly runId: RunId;
      readonly status: 'failed' | 'cancelled' | 'terminated' | 'timedOut';
      readonly failure: Failure;
    };

/** With `follow: false` also that the run itself has ended and another goes on. */
export type OwnOutcome =
  RunOutcome | { readonly runId: RunId; readonly status: 'continuedAsNew'; readonly nextRunId: RunId };

/** How the run stands now. @throws {RunNotFoundError} */
export async function runResult(storage: Storage, target: RunTarget): Promise<RunOutcome> {
  return outcomeOf(storage, await followChain(storage, await findTarget(storage, target)));
}

async function ownOutcome(storage: Storage, target: RunTarget): Promise<OwnOutcome> {
  const run = await findTarget(storage, target);
  const { runId, status, nextRunId } = run;
  // A run that was reset was terminated, although another goes on.
  const goesOn = status === 'continuedAsNew' && nextRunId !== null;
  return goesOn ? { runId, status, nextRunId } : outcomeOf(storage, run);
}

async function outcomeOf(storage: Storage, run: RunRecord): Promise<RunOutcome> {
  const { runId, status } = run;
  // A chain that is longer than is followed here is answered as open, too: its end is not known.
  if (status === 'running' || status === 'continuedAsNew') return { runId, status: 'running' };
  const state = foldRows(await storage.readHistory(run, 0));
  if (status === 'completed') return { runId, status, result: state.result };
  return { runId, status, failure: state.failure ?? { name: 'Error', message: `the run is ${status}` } };
}

export interface WaitOptions {
  readonly waitMs: number;
  /** False: the end of this very run, also if it continues as new. Default: that of the last one of the chain. */
  readonly follow?: boolean;
  /** Ends the wait early. */
  readonly signal?: AbortSignal;
}

/** How often the run is looked at when no hint comes. */
const POLL_MS = 500;

/** As `runResult`, but waits up to `waitMs` for the end; then answers `running`. @throws {RunNotFoundError} */
export async function waitForResult(
  storage: Storage,
  target: RunTarget,
  { waitMs, follow = true, signal }: WaitOptions,
): Promise<OwnOutcome> {
  const until = performance.now() + waitMs;
  const changes = listenToHistory(storage);
  try {
    for (;;) {
      changes.begin();
      const outcome = await (follow ? runResult : ownOutcome)(storage, target);
      const leftMs = until - performance.now();
      if (outcome.status !== 'running' || leftMs <= 0 || signal?.aborted === true) return outcome;
      await changes.next({ runId: outcome.runId, atMostMs: Math.min(leftMs, POLL_MS) });
    }
  } finally {
    changes.stop();
  }
}
