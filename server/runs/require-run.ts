import { type RunId, runRef } from '@baton/core';
import type { RunRecord } from '@baton/engine';
import type { Deps } from '../context.ts';
import { ApiError } from '../errors.ts';

/** @throws {ApiError} RUN_NOT_FOUND */
export async function requireRun({ storage }: Pick<Deps, 'storage'>, runId: RunId): Promise<RunRecord> {
  const run = await storage.readRun(runRef(runId));
  if (run === null) throw new ApiError('RUN_NOT_FOUND', `There is no run ${runId}`);
  return run;
}
