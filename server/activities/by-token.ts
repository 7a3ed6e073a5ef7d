// Which activity a token speaks for, and that it may be ended from outside.
import { activityById, type ActivityTarget } from '@baton/engine';
import type { RunId, TokenScope } from '@baton/core';
import type { Ctx } from '../context.ts';
import { ApiError } from '../errors.ts';

/** @throws {InvalidTokenError} before anything is looked up */
export async function targetOf({ deps }: Ctx, token: string, wanted: TokenScope): Promise<ActivityTarget> {
  return deps.tokens.verify(token, Date.now(), wanted);
}

export interface NamedActivity {
  readonly runId?: RunId | undefined;
  readonly workflowId?: string | undefined;
  readonly activityId: string;
}

/** @throws {RunNotFoundError} */
export function targetById(
  { deps }: Ctx,
  { runId, workflowId, activityId }: NamedActivity,
): Promise<ActivityTarget> {
  const run = runId === undefined ? { workflowId: workflowId ?? '' } : { runId };
  return activityById(deps.storage, run, activityId);
}

/**
 * A person's task is decided by a person. Neither a token nor an operator goes round assignees, form and four eyes.
 * @throws {ApiError} HUMAN_TASK
 */
export async function refuseHumanTask({ deps }: Ctx, target: ActivityTarget): Promise<void> {
  const task = await deps.storage.readHumanTask(target, target.activityId);
  if (task === null || (task.state !== 'open' && task.state !== 'claimed')) return;
  throw new ApiError('HUMAN_TASK', 'A person has to decide this: it is in the inbox', {
    details: { runId: target.runId, activityId: target.activityId },
  });
}
