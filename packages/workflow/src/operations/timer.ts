import { type Duration, type TimerId } from '@baton/core';
import { msOf } from '../run/author-input.ts';
import { deferred } from '../run/deferred.ts';
import { commandFrame, type WorkflowFrame } from '../run/frame.ts';
import { perRun, type Run } from '../run/run.ts';

const firing = perRun(() => new Map<TimerId, () => void>());

/** Starts a timer that a scope's end takes with it. Answers how to cancel it, which does nothing once it has fired. */
export function startTimer(frame: WorkflowFrame, fireAtMs: number, onFire: () => void): () => void {
  const { run, scope, label } = frame;
  const timerId = run.nextId('timer') as TimerId;
  run.emit({ type: 'StartTimer', timerId, fireAtMs, ...(label === undefined ? {} : { label }) });
  const cancel = (): void => {
    if (!firing(run).delete(timerId)) return;
    stay();
    run.emit({ type: 'CancelTimer', timerId });
  };
  const stay = scope.whenEnded(cancel);
  firing(run).set(timerId, () => {
    stay();
    onFire();
  });
  return cancel;
}

export function timerFired(run: Run, event: { readonly timerId: TimerId }): void {
  const fire = firing(run).get(event.timerId);
  firing(run).delete(event.timerId);
  fire?.();
}

/**
 * Resumes after a duration (milliseconds, `"20s"`, `{ minutes: 5 }`) or at an instant; a past one at once.
 *
 * The wait is durable: it may be months, and costs nothing meanwhile.
 * @throws {CancelledError} if its scope is cancelled.
 */
export function sleep(until: Duration | Date): Promise<void> {
  const frame = commandFrame('sleep()');
  const fireAtMs = until instanceof Date ? instantMs(until) : frame.run.nowMs + msOf(until);
  const done = deferred<undefined>();
  if (frame.scope.cancelledWith !== null) {
    done.reject(frame.scope.cancelledWith);
    return done.promise;
  }
  const cancel = startTimer(frame, fireAtMs, () => {
    listening();
    done.resolve(undefined);
  });
  const listening = frame.scope.whenCancelled((error) => {
    cancel();
    done.reject(error);
  });
  return done.promise;
}

function instantMs(instant: Date): number {
  const ms = instant.getTime();
  if (Number.isNaN(ms)) throw new RangeError('sleep(): not a valid date');
  return ms;
}
