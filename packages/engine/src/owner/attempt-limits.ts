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
import type { Attempt } from './attempt.ts';
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

type Limits = Pick<ActivityTask, 'options' | 'scheduledAtMs'>;

/** When it has run for too long; `Infinity`: never. */
export function runsUntil({ options, scheduledAtMs }: Limits, startedAtMs: number): number {
  return Math.min(
    after(startedAtMs, options.startToCloseMs),
    after(scheduledAtMs, options.scheduleToCloseMs),
  );
}

/** When it has waited for a slot for too long; `Infinity`: never. */
export function waitsUntil({ options, scheduledAtMs }: Limits): number {
  return Math.min(
    after(scheduledAtMs, options.scheduleToStartMs),
    after(scheduledAtMs, options.scheduleToCloseMs),
  );
}

/** Which limit it was that has passed. */
export function timeoutOf({ task, state }: Pick<Attempt, 'task' | 'state'>, nowMs: number): Failure {
  const { name, options, scheduledAtMs } = task;
  const ofAttempt = state === 'waiting' ? 'scheduleToStart' : 'startToClose';
  const isWhole = after(scheduledAtMs, options.scheduleToCloseMs) <= nowMs;
  const kind = isWhole ? 'scheduleToClose' : ofAttempt;
  const limitMs = options[`${kind}Ms`] ?? 0;
  return timeoutFailure({ kind, message: `${name} took longer than ${formatMs(limitMs)} (${kind})` });
}

function after(fromMs: number, limitMs: number | null): number {
  return limitMs === null ? Infinity : fromMs + limitMs;
}

export function neverBegan(name: string, reason: CancelReason): Failure {
  return cancelFailure(reason, `${name} was cancelled before it began`);
}
