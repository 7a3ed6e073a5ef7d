// Asking a run to stop. What it does about it is its own affair; `terminate` doesn't ask.
import { cleanText, RunNotFoundError, type Actor } from '@baton/core';
import type { Storage } from '../storage.ts';
import { findTarget, followChain, type RunTarget } from './find-open-run.ts';

/**
 * Asks the run (the open one of its chain) to cancel. Idempotent: the first reason stands.
 * @throws {RunNotFoundError}
 */
export async function cancelRun(
  storage: Storage,
  target: RunTarget,
  { reason, by }: { readonly reason: string; readonly by: Actor },
): Promise<'requested' | 'alreadyRequested' | 'alreadyClosed'> {
  const body = { kind: 'cancel', reason: cleanText(reason, 2_000), by } as const;
  for (let tries = 0; tries < TRIES; tries++) {
    const run = await followChain(storage, await findTarget(storage, target));
    const { shard, runId } = run;
    const outcome = await storage.put({ shard, runId, body, dedupKey: 'cancel' });
    if (outcome === 'runNotFound') throw new RunNotFoundError(runId);
    if (outcome === 'accepted') return 'requested';
    if (outcome === 'duplicate') return 'alreadyRequested';
    const now = await storage.readRun(run);
    if (now?.nextRunId === null) return 'alreadyClosed';
  }
  return 'alreadyClosed';
}

const TRIES = 20;
