// How the end of a claimed attempt is told to the storage, and which time limits it has.
import { afterFailure, formatMs, timeoutFailure, type Failure, type Json } from '@baton/core';
import type { ActivityAnswer, ActivityTarget, ActivityTask, AttemptEnd, AttemptFlush } from '@baton/engine';
import type { Beat } from './heartbeats.ts';
import type { AttemptOutcome } from './running-attempt.ts';
import type { WorkerStorage } from '../worker-storage.ts';

export interface AttemptReport {
  readonly task: ActivityTask;
  readonly outcome: AttemptOutcome;
  readonly beats: SaidByBeats;
  readonly nowMs: number;
}

/** What an attempt has said by its heartbeats. */
export interface SaidByBeats {
  /** What may not have been stored yet: goes with a failure, is dropped with a result. */
  readonly unsent: Beat | null;
  /** The last details, of whichever attempt. */
  readonly last: Json | undefined;
}

export function reportEnd(
  storage: WorkerStorage,
  { task, outcome, beats, nowMs }: AttemptReport,
): Promise<ActivityAnswer> {
  const target = targetOf(task);
  switch (outcome.kind) {
    case 'completed':
      return storage.completeActivity(target, outcome.result, {});
    case 'failed':
      return storage.endAttempt(target, endOf(task, outcome.failure, nowMs, beats.last), flushOf(beats));
    case 'cancelled':
      return storage.reportCancelled(target, outcome.failure);
    case 'async':
      return storage.makeAsync(target);
  }
}

/** This attempt, and no other. */
export function targetOf({
  shard,
  runId,
  activityId,
  attempt,
  epoch,
  sessionId,
}: ActivityTask): ActivityTarget {
  return { shard, runId, activityId, attempt, epoch: sessionId === null ? null : epoch };
}

/** When the attempt, or the whole activity, has taken too long; `Infinity`: never. */
export function deadlineOf(task: ActivityTask): number {
  return Math.min(attemptDeadline(task), activityDeadline(task));
}

/** Of which limit it was: the one that came first. No clock is asked, since a timer may be a little ahead of it. */
export function timeoutOf(task: ActivityTask, last: Json | undefined): Failure {
  const isWhole = activityDeadline(task) <= attemptDeadline(task);
  const kind = isWhole ? 'scheduleToClose' : 'startToClose';
  const limitMs = (isWhole ? task.options.scheduleToCloseMs : task.options.startToCloseMs) ?? 0;
  const message = `${task.name} took longer than ${formatMs(limitMs)} (${kind})`;
  const cause = isWhole ? task.lastFailure : null;
  return timeoutFailure({ kind, message, cause, lastHeartbeatDetails: last });
}

function attemptDeadline({ options, startedAtMs }: ActivityTask): number {
  return options.startToCloseMs === null ? Infinity : startedAtMs + options.startToCloseMs;
}

function activityDeadline({ options, scheduledAtMs }: ActivityTask): number {
  return options.scheduleToCloseMs === null ? Infinity : scheduledAtMs + options.scheduleToCloseMs;
}

/** How long until the next attempt; `null`: none follows. */
export function retryDelayOf({ task, outcome, nowMs }: Omit<AttemptReport, 'beats'>): number | null {
  if (outcome.kind !== 'failed') return null;
  const end = endOf(task, outcome.failure, nowMs, undefined);
  return end.kind === 'retry' ? end.availableAtMs - nowMs : null;
}

function endOf(
  task: ActivityTask,
  failure: Failure,
  nowMs: number,
  lastHeartbeatDetails: Json | undefined,
): AttemptEnd {
  const { options, attempt, scheduledAtMs } = task;
  const next = afterFailure({ options, attempt, scheduledAtMs, nowMs, failure, lastHeartbeatDetails });
  return next.kind === 'final' ? next : { kind: 'retry', failure, availableAtMs: nowMs + next.delayMs };
}

/** What has to be stored with the failure. */
export function flushOf({ unsent }: SaidByBeats): AttemptFlush {
  return unsent?.details === undefined ? {} : { checkpoint: unsent.details, sequence: unsent.sequence };
}
