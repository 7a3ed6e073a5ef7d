// When an open activity's next time limit passes: the one rule for the sweep of every storage.
import type { RecordedActivityOptions } from '@baton/core';
import type { ActivityRowState, OverdueActivity } from './storage/activities.ts';

/** What the rule needs of an activity's row. */
export interface DeadlineInput {
  readonly state: ActivityRowState;
  readonly options: RecordedActivityOptions;
  readonly scheduledAtMs: number;
  readonly availableAtMs: number;
  readonly startedAtMs: number | null;
  /** When this attempt went async. */
  readonly asyncAtMs: number | null;
  /** Last beat of this attempt. */
  readonly beatAtMs: number | null;
  /** Its session waits for its worker to come back: `scheduleToStart` stands still meanwhile. Default false. */
  readonly isSuspended?: boolean;
}

export interface Deadline {
  readonly timeout: OverdueActivity['timeout'];
  readonly atMs: number;
}

/**
 * The earliest limit that applies now; `null` if none does. `scheduleToClose` spans all attempts, the others restart with each. Once an
 * attempt is async, `asyncTimeout` (from then) and `asyncHeartbeat` stand in for `startToClose` and `heartbeat` where they are given.
 */
export function nextDeadline(row: DeadlineInput): Deadline | null {
  if (row.state === 'done') return null;
  const deadlines = [overall(row), ...ofAttempt(row)].filter((deadline) => deadline !== null);
  return deadlines.reduce<Deadline | null>(
    (first, next) => (first === null || next.atMs < first.atMs ? next : first),
    null,
  );
}

function overall({ options, scheduledAtMs }: DeadlineInput): Deadline | null {
  return limit('scheduleToClose', scheduledAtMs, options.scheduleToCloseMs);
}

function ofAttempt(row: DeadlineInput): readonly (Deadline | null)[] {
  const { options, state } = row;
  if (state === 'queued') {
    const scheduleToStartMs = row.isSuspended === true ? null : options.scheduleToStartMs;
    return [limit('scheduleToStart', row.availableAtMs, scheduleToStartMs)];
  }
  const startedAtMs = row.startedAtMs ?? row.scheduledAtMs;
  const beatAtMs = Math.max(startedAtMs, row.beatAtMs ?? startedAtMs);
  const running = [
    limit('startToClose', startedAtMs, options.startToCloseMs),
    limit('heartbeat', beatAtMs, options.heartbeatMs),
  ] as const;
  if (state !== 'async') return running;
  const asyncAtMs = row.asyncAtMs ?? startedAtMs;
  return [
    limit('asyncTimeout', asyncAtMs, options.asyncTimeoutMs) ?? running[0],
    limit('asyncHeartbeat', Math.max(asyncAtMs, beatAtMs), options.asyncHeartbeatMs) ?? running[1],
  ];
}

function limit(timeout: Deadline['timeout'], fromMs: number, limitMs: number | null): Deadline | null {
  return limitMs === null ? null : { timeout, atMs: fromMs + limitMs };
}

/**
 * From when a queued activity waits to be started, once its session is open again: as if the time of the suspension had not been.
 */
export function availableAfterSuspension(
  { availableAtMs }: Pick<DeadlineInput, 'availableAtMs'>,
  suspendedAtMs: number,
  nowMs: number,
): number {
  return availableAtMs + Math.max(0, nowMs - Math.max(suspendedAtMs, availableAtMs));
}
