// What somebody has to notice: activities and sessions whose time has passed, workers that are gone, messages to other runs.
// The owner of a shard does it for that shard; doing it twice does no harm.
import {
  afterFailure,
  timeoutFailure,
  formatMs,
  type Failure,
  type Shard,
  type TimeoutKind,
} from '@baton/core';
import type { AttemptEnd, OverdueActivity, Storage } from '@baton/engine';
import type { Clock } from '@baton/engine';
import type { Log } from '../log.ts';
import { startLoop, type Loop } from './loop.ts';

export interface SweepOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly log: Log;
  /** Those that this worker owns for any queue. */
  readonly shards: () => readonly Shard[];
}

/** Time limits are found at most this late. */
const EVERY_MS = 1_000;
const LARGEST_SWEEP = 200;

export function startSweepLoop({ storage, clock, log, shards }: SweepOptions): Loop {
  return startLoop({
    name: 'Looking for what has taken too long',
    everyMs: EVERY_MS,
    log,
    work: async () => {
      const owned = shards();
      if (owned.length === 0) return 'rest';
      const lost = await storage.reapWorkers();
      for (const workerId of lost) log({ level: 'warn', message: `Worker ${workerId} is lost` });
      await storage.sweepSessions(owned);
      const overdue = await storage.overdueActivities(owned, LARGEST_SWEEP);
      for (const activity of overdue) await timeOut(storage, activity, clock.nowMs());
      return overdue.length === LARGEST_SWEEP ? 'again' : 'rest';
    },
  });
}

async function timeOut(storage: Storage, activity: OverdueActivity, nowMs: number): Promise<void> {
  const { shard, runId, activityId, attempt, epoch, sessionId } = activity;
  // The attempt that was seen to be late, not one that has begun since.
  const target = { shard, runId, activityId, attempt, epoch: sessionId === null ? null : epoch };
  await storage.endAttempt(target, endOf(activity, nowMs), { by: 'system' });
}

function endOf(activity: OverdueActivity, nowMs: number): AttemptEnd {
  const failure = failureOf(activity);
  const { options, scheduledAtMs } = activity;
  const attempt = Math.max(1, activity.attempt);
  if (activity.cancelRequested !== null) return { kind: 'final', failure };
  const next = afterFailure({ options, attempt, scheduledAtMs, nowMs, failure });
  return next.kind === 'final' ? next : { kind: 'retry', failure, availableAtMs: nowMs + next.delayMs };
}

const limitOf = {
  startToClose: 'startToCloseMs',
  scheduleToClose: 'scheduleToCloseMs',
  scheduleToStart: 'scheduleToStartMs',
  heartbeat: 'heartbeatMs',
  asyncTimeout: 'asyncTimeoutMs',
  asyncHeartbeat: 'asyncHeartbeatMs',
} as const;

/** The async limits stand in for these. */
const kindOf: Record<OverdueActivity['timeout'], TimeoutKind> = {
  startToClose: 'startToClose',
  scheduleToClose: 'scheduleToClose',
  scheduleToStart: 'scheduleToStart',
  heartbeat: 'heartbeat',
  asyncTimeout: 'startToClose',
  asyncHeartbeat: 'heartbeat',
};

function failureOf({ name, timeout, options, heartbeat, lastFailure }: OverdueActivity): Failure {
  const limit = formatMs(options[limitOf[timeout]] ?? 0);
  const kind = kindOf[timeout];
  const message =
    kind === 'heartbeat'
      ? `${name} was silent for longer than ${limit} (${timeout})`
      : `${name} took longer than ${limit} (${timeout})`;
  // The last real failure is what a person looks for; an attempt's own limit has none.
  const cause = kind === 'scheduleToClose' || kind === 'scheduleToStart' ? lastFailure : null;
  return timeoutFailure({ kind, message, cause, lastHeartbeatDetails: heartbeat?.details });
}
