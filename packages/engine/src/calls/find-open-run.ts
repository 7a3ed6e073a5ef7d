// Which run is meant: by its id, or by its workflow id; along a chain of continue-as-new to the one that is open.
import { isRunId, RefusedError, RunNotFoundError, runRef, type RunId } from '@baton/core';
import type { RunRecord, Storage } from '../storage.ts';

/** A run, or the latest run of a workflow id. */
export type RunTarget = { readonly runId: string } | { readonly workflowId: string };

/** A chain longer than this is followed by workflow id, not link by link. */
const MAX_LINKS = 1_000;

/** @throws {RunNotFoundError} */
export async function findTarget(storage: Storage, target: RunTarget): Promise<RunRecord> {
  if ('workflowId' in target) {
    const run = await storage.findRun(target.workflowId);
    if (run === null) throw new RunNotFoundError(target.workflowId);
    return run;
  }
  const run = isRunId(target.runId) ? await storage.readRun(runRef(target.runId)) : null;
  if (run === null) throw new RunNotFoundError(target.runId);
  return run;
}

/** The last run of the chain that this run begins or continues. */
export async function followChain(storage: Storage, first: RunRecord): Promise<RunRecord> {
  let run = first;
  for (let links = 0; links < MAX_LINKS && run.nextRunId !== null; links++) {
    run = await readNext(storage, run.nextRunId);
  }
  return run;
}

/** @throws {RefusedError} `RUN_CLOSED` */
export function refuseClosed(run: RunRecord): never {
  throw new RefusedError('RUN_CLOSED', `Run ${run.runId} is ${run.status}`, { status: run.status });
}

async function readNext(storage: Storage, runId: RunId): Promise<RunRecord> {
  const next = await storage.readRun(runRef(runId));
  if (next === null) throw new RunNotFoundError(runId);
  return next;
}
