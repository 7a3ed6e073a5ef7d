// The row that an inline activity gets when it moves to the activity table.
import type { Failure, WorkerId } from '@baton/core';
import { startOf } from '../decide/deciding.ts';
import type { ActivityTask, NewActivityRow } from '../storage.ts';
import type { ResidentRun } from './resident-run.ts';

export interface RowShape {
  readonly state: 'queued' | 'running' | 'async';
  /** Who runs it. */
  readonly workerId: WorkerId;
  /** Attempts begun. Default: this one is the last. */
  readonly attempt?: number;
  /** Not before. Default: at once. */
  readonly availableAtMs?: number;
  readonly lastFailure?: Failure;
  /** Default: those that the run knows of. */
  readonly lostAtMs?: readonly number[];
}

export function dispatchRow(
  run: ResidentRun,
  task: ActivityTask,
  shape: RowShape,
  atMs: number,
): NewActivityRow {
  const { taskQueue, workflow, workflowId } = startOf(run.state);
  const { label, lostAtMs } = knownOf(run, task);
  const isQueued = shape.state === 'queued';
  return {
    activityId: task.activityId,
    name: task.name,
    queue: taskQueue,
    input: task.input,
    options: task.options,
    workflow,
    workflowId,
    label,
    sessionId: null,
    human: null,
    state: shape.state,
    attempt: shape.attempt ?? task.attempt,
    workerId: isQueued ? null : shape.workerId,
    availableAtMs: shape.availableAtMs ?? atMs,
    scheduledAtMs: task.scheduledAtMs,
    startedAtMs: isQueued ? null : task.startedAtMs,
    lastFailure: shape.lastFailure ?? null,
    lostAtMs: shape.lostAtMs ?? lostAtMs,
  };
}

/** What the run knows of it besides its task. */
function knownOf({ state }: ResidentRun, { activityId }: ActivityTask) {
  const { label = null, lostAtMs = [] } = state.activities.get(activityId) ?? {};
  return { label, lostAtMs };
}
