// What an inline attempt is, and when its time is over.
import {
  cancelFailure,
  formatMs,
  timeoutFailure,
  type ActivityState,
  type CancelReason,
  type Failure,
} from '@baton/core';
import { startOf } from '../decide/deciding.ts';
import type { ActivityTask } from '../storage.ts';
import type { ResidentRun } from './resident-run.ts';

export function taskOf(run: ResidentRun, activity: ActivityState, nowMs: number): ActivityTask {
  const { workflow, workflowId } = startOf(run.state);
  return {
    shard: run.ref.shard,
    runId: run.ref.runId,
    activityId: activity.activityId,
    name: activity.name,
    input: activity.input,
    options: activity.options,
    workflow,
    workflowId,
    attempt: 1,
    sessionId: null,
    epoch: 0,
    scheduledAtMs: activity.scheduledAtMs,
    startedAtMs: nowMs,
    checkpoint: undefined,
    lastFailure: null,
  };
}

/** When it has taken too long; `Infinity`: never. */
export function deadlineOf({ options, scheduledAtMs }: ActivityState, nowMs: number): number {
  const { startToCloseMs, scheduleToCloseMs } = options;
  return Math.min(
    startToCloseMs === null ? Infinity : nowMs + startToCloseMs,
    scheduleToCloseMs === null ? Infinity : scheduledAtMs + scheduleToCloseMs,
  );
}

/** Which limit it was that has passed. */
export function timeoutOf({ name, options, scheduledAtMs }: ActivityTask, nowMs: number): Failure {
  const { startToCloseMs, scheduleToCloseMs } = options;
  const isWhole = scheduleToCloseMs !== null && scheduledAtMs + scheduleToCloseMs <= nowMs;
  const kind = isWhole ? 'scheduleToClose' : 'startToClose';
  const limitMs = (isWhole ? scheduleToCloseMs : startToCloseMs) ?? 0;
  return timeoutFailure({ kind, message: `${name} took longer than ${formatMs(limitMs)} (${kind})` });
}

export function neverBegan(name: string, reason: CancelReason): Failure {
  return cancelFailure(reason, `${name} was cancelled before it began`);
}
