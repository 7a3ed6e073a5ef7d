// Failing an activity from outside: another attempt, if the retry policy says so.
import { afterFailure, failureFrom, type Actor, type Failure } from '@baton/core';
import type { ActivityTarget, AttemptEnd, PendingActivity, Storage } from '../storage.ts';
import { refuse, withGrace } from './activity-refusal.ts';

export interface FailAnswer {
  readonly willRetry: boolean;
  readonly nextAttemptAtMs: number | null;
}

/**
 * Ends the current attempt with a failure. `error` is an Error, or `{ name, message, nonRetryable, nextRetryDelay, details }`.
 *
 * @throws {RefusedError} `ACTIVITY_CLOSED`, `RUN_CLOSED`, `STALE_ATTEMPT`, `STALE_EPOCH`
 * @throws {RunNotFoundError}
 */
export async function failActivity(
  storage: Storage,
  target: ActivityTarget,
  { error, by }: { readonly error: unknown; readonly by?: Actor },
): Promise<FailAnswer> {
  const failure = failureFrom(error);
  const ended = await withGrace(storage, target, async () => {
    const row = await storage.readActivity(target, target.activityId);
    const end: AttemptEnd =
      row === null ? { kind: 'final', failure } : endOf(row, failure, await storage.now());
    return { ...(await storage.endAttempt(target, end, by === undefined ? {} : { by })), end };
  });
  if (ended.kind === 'refused') return refuse(ended.code, target);
  return ended.end.kind === 'retry'
    ? { willRetry: true, nextAttemptAtMs: ended.end.availableAtMs }
    : { willRetry: false, nextAttemptAtMs: null };
}

function endOf(row: PendingActivity, failure: Failure, nowMs: number): AttemptEnd {
  const { options, scheduledAtMs, cancelRequested, heartbeat } = row;
  // A token may fail what no worker has begun yet: that counts as the first attempt.
  const attempt = Math.max(1, row.attempt);
  const lastHeartbeatDetails = heartbeat?.details ?? undefined;
  const next = afterFailure({ options, attempt, scheduledAtMs, nowMs, failure, lastHeartbeatDetails });
  if (next.kind === 'final') return next;
  return cancelRequested === null
    ? { kind: 'retry', failure, availableAtMs: nowMs + next.delayMs }
    : { kind: 'final', failure };
}
