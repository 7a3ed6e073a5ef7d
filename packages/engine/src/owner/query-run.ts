// Answers queries: from memory where the run is, else from a replay that is thrown away.
import { NondeterminismError, RefusedError, RunNotFoundError, type Json, type RunRef } from '@baton/core';
import { replay, startExecution, type Drain } from '@baton/workflow';
import type { Storage } from '../storage.ts';
import type { WorkflowResolver } from './types.ts';
import { unknownWorkflow } from './unknown-workflow.ts';

export interface QueryDeps {
  readonly storage: Storage;
  readonly resolver: WorkflowResolver;
  readonly drain: Drain;
}

export interface RunQuery {
  readonly ref: RunRef;
  readonly name: string;
  readonly args: readonly Json[];
}

/**
 * @throws {RunNotFoundError}, {UnknownQueryError}, {QueryFailedError}, {NondeterminismError}; {RefusedError} `WORKFLOW_NOT_REGISTERED`
 */
export async function queryRun(deps: QueryDeps, { ref, name, args }: RunQuery): Promise<Json> {
  const rows = await deps.storage.readHistory(ref, 0);
  const started = rows[0]?.events[0];
  if (started?.type !== 'RunStarted') throw new RunNotFoundError(ref.runId);
  const definition = await deps.resolver(started);
  if (definition === null) {
    throw new RefusedError('WORKFLOW_NOT_REGISTERED', unknownWorkflow(started.workflow).message);
  }
  const execution = startExecution({ definition, ref });
  try {
    const replayed = await replay(execution, rows, deps.drain);
    if (replayed.kind === 'nondeterminism') throw new NondeterminismError(replayed.report);
    return execution.query(name, args);
  } finally {
    execution.dispose();
  }
}
