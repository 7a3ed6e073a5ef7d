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
    attempt: activity.attempt ?? 1,
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

/** Which limit it was that has passed: the one that came first. No clock is asked, since a timer may be a little ahead of it. */
export function timeoutOf({ task, state }: Pick<Attempt, 'task' | 'state'>): Failure {
  const { name, options, scheduledAtMs, startedAtMs } = task;
  const endsAtMs = after(scheduledAtMs, options.scheduleToCloseMs);
  const kind =
    state === 'waiting'
      ? first('scheduleToStart', after(scheduledAtMs, options.scheduleToStartMs), endsAtMs)
      : first('startToClose', after(startedAtMs, options.startToCloseMs), endsAtMs);
  const limitMs = options[`${kind}Ms`] ?? 0;
  return timeoutFailure({ kind, message: `${name} took longer than ${formatMs(limitMs)} (${kind})` });
}

function first<Kind>(kind: Kind, atMs: number, endsAtMs: number): Kind | 'scheduleToClose' {
  return endsAtMs <= atMs ? 'scheduleToClose' : kind;
}

function after(fromMs: number, limitMs: number | null): number {
  return limitMs === null ? Infinity : fromMs + limitMs;
}

export function neverBegan(name: string, reason: CancelReason): Failure {
  return cancelFailure(reason, `${name} was cancelled before it began`);
}
