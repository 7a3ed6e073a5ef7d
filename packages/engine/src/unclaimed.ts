// Why nobody takes a queued activity: worked out whenever somebody looks, so it is never out of date, and is over with the deploy that
// mends it. No attempt is spent on it, so no back-off delays that.
import type { Failure, WorkerKey } from '@baton/core';
import type { PendingActivity } from './storage/activities.ts';

/** A worker that takes work now. */
export interface ClaimingWorker {
  readonly workerKey: WorkerKey;
  readonly taskQueues: readonly string[];
  /** Names. */
  readonly activities: readonly string[];
}

/** The activity as it looks from outside: if it waits for a worker that isn't there, its last failure says so. */
export function withUnclaimed<A extends PendingActivity>(
  activity: A,
  workers: readonly ClaimingWorker[],
  nowMs: number,
): A {
  if (!mayBeUnclaimed(activity, nowMs)) return activity;
  const failure = unclaimed(activity, workers);
  const { lastFailure } = activity;
  if (failure === null) return activity;
  if (lastFailure === null) return { ...activity, lastFailure: failure };
  // That no worker is up for a moment is no news next to what went wrong; that the deployed ones can't do it is.
  if (failure.code === 'NO_WORKER') return activity;
  return { ...activity, lastFailure: { ...failure, cause: lastFailure } };
}

/** Whether it is worth to ask for the workers. */
export function mayBeUnclaimed({ state, availableAtMs }: PendingActivity, nowMs: number): boolean {
  return state === 'queued' && availableAtMs <= nowMs;
}

function unclaimed({ name, queue }: PendingActivity, workers: readonly ClaimingWorker[]): Failure | null {
  const sessionOf = queue.startsWith('@') ? queue.slice(1) : null;
  const polling = workers.filter(({ workerKey, taskQueues }) =>
    sessionOf === null ? taskQueues.includes(queue) : workerKey === sessionOf,
  );
  if (polling.some(({ activities }) => activities.includes(name))) return null;
  const fields = { queue, activity: name };
  if (polling.length > 0) {
    const keys = polling.slice(0, 5).map(({ workerKey }) => workerKey);
    const message = `No worker of queue ${queue} knows activity ${name} (asked: ${keys.join(', ')}${polling.length > 5 ? ', …' : ''}); it starts when one that does is deployed`;
    return { name: 'ActivityNotRegisteredError', code: 'ACTIVITY_NOT_REGISTERED', message, fields };
  }
  // What becomes of a session whose worker is away is the session's affair.
  if (sessionOf !== null) return null;
  const message = `No worker of queue ${queue} is running, which activity ${name} needs`;
  return { name: 'NoWorkerError', code: 'NO_WORKER', message, fields };
}
