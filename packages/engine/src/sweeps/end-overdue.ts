// Ends attempts whose time is over: the four timeouts, those of async attempts, and people who did not decide.
import {
  afterFailure,
  formatMs,
  timeoutFailure,
  type Failure,
  type Shard,
  type TimeoutKind,
} from '@baton/core';
import type { ActivityTarget, AttemptEnd, OverdueActivity, Storage } from '../storage.ts';

const BATCH = 500;

/** Answers how many were ended. */
export async function endOverdue(storage: Storage, shards: readonly Shard[], nowMs: number): Promise<number> {
  if (shards.length === 0) return 0;
  let ended = 0;
  for (;;) {
    const found = await storage.overdueActivities(shards, BATCH);
    await Promise.all(found.map((activity) => endAttempt(storage, activity, nowMs)));
    ended += found.length;
    if (found.length < BATCH) return ended;
  }
}

async function endAttempt(storage: Storage, activity: OverdueActivity, nowMs: number): Promise<void> {
  const { shard, runId, activityId, epoch, options, scheduledAtMs } = activity;
  const failure = timeoutOf(activity);
  const attempt = Math.max(1, activity.attempt);
  const lastHeartbeatDetails = activity.heartbeat?.details ?? undefined;
  const next = afterFailure({ options, attempt, scheduledAtMs, nowMs, failure, lastHeartbeatDetails });
  const end: AttemptEnd =
    next.kind === 'final' ? next : { kind: 'retry', failure, availableAtMs: nowMs + next.delayMs };
  // A queued activity has no attempt that could be meant.
  const isQueued = activity.state === 'queued';
  const target: ActivityTarget = {
    shard,
    runId,
    activityId,
    attempt: isQueued ? null : activity.attempt,
    epoch: isQueued ? null : epoch,
  };
  await storage.endAttempt(target, end, {});
}

const kinds: Record<OverdueActivity['timeout'], TimeoutKind> = {
  startToClose: 'startToClose',
  scheduleToClose: 'scheduleToClose',
  scheduleToStart: 'scheduleToStart',
  heartbeat: 'heartbeat',
  asyncTimeout: 'startToClose',
  asyncHeartbeat: 'heartbeat',
};

function timeoutOf({ name, timeout, options, heartbeat, lastFailure }: OverdueActivity): Failure {
  const limitMs = options[`${timeout}Ms`] ?? 0;
  const kind = kinds[timeout];
  return timeoutFailure({
    kind,
    message:
      kind === 'heartbeat'
        ? `${name} sent no heartbeat for ${formatMs(limitMs)}`
        : `${name} took longer than ${formatMs(limitMs)} (${timeout})`,
    lastHeartbeatDetails: heartbeat?.details ?? undefined,
    // It waited in vain: what came before says why.
    cause: kind === 'scheduleToClose' || kind === 'scheduleToStart' ? lastFailure : null,
  });
}
