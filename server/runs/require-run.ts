import { type RunId, runRef } from '@baton/core';
import type { RunRecord } from '@baton/engine';
import type { Deps } from '../context.ts';
import { ApiError } from '../errors.ts';

/** @throws {ApiError} RUN_NOT_FOUND, which says so if the run may have left because of its age. */
export async function requireRun(deps: Pick<Deps, 'storage'>, runId: RunId): Promise<RunRecord> {
  const run = await deps.storage.readRun(runRef(runId));
  if (run === null) throw await notFound(deps, runId);
  return run;
}

/** A run that is gone, or whose history is. */
export async function notFound({ storage }: Pick<Deps, 'storage'>, runId: RunId): Promise<ApiError> {
  const [{ keepDays }, nowMs] = await Promise.all([storage.retention.read(), storage.now()]);
  const missing = `There is no run ${runId}`;
  if (keepDays === null || nowMs - startOf(runId) < keepDays * DAY_MS)
    return new ApiError('RUN_NOT_FOUND', missing);
  const days = keepDays === 1 ? 'a day' : `${keepDays} days`;
  const began = new Date(startOf(runId)).toISOString().slice(0, 10);
  const why = `if there was one, it began on ${began} and has left: closed runs are kept for ${days} (Settings, Retention)`;
  return new ApiError('RUN_NOT_FOUND', `${missing}; ${why}`);
}

const DAY_MS = 86_400_000;

/** A run's id begins with the time of its start. */
export function startOf(runId: string): number {
  return parseInt(runId.slice(0, 8) + runId.slice(9, 13), 16);
}
