import { toMs, type Duration } from '@baton/core';
import { deferred } from '../run/deferred.ts';
import { commandFrame, enter } from '../run/frame.ts';
import { perRun, type Run } from '../run/run.ts';
import { startTimer } from './timer.ts';

interface Waiting {
  /** Throws what the predicate throws. */
  readonly holds: () => boolean;
  readonly wake: () => void;
  readonly fail: (error: unknown) => void;
}

const conditions = perRun(() => new Set<Waiting>());

/**
 * Waits until `predicate` is true: at once, or after the signal, result or timer that makes it so. False: `timeout` passed first.
 *
 * The predicate only looks at the workflow's variables. Who waits longest is woken first, and runs before the next one is
 * asked: `await condition(() => !busy); busy = true;` is a lock.
 * @throws {CancelledError} if its scope is cancelled.
 */
export function condition(predicate: () => boolean, timeout?: Duration): Promise<boolean> {
  const frame = commandFrame('condition()');
  const { run, scope } = frame;
  const looking = { ...frame, readOnly: true };
  const holds = (): boolean => enter(looking, predicate);
  const done = deferred<boolean>();
  if (scope.cancelledWith !== null) {
    done.reject(scope.cancelledWith);
    return done.promise;
  }
  if (holds()) return Promise.resolve(true);

  const leave = (): void => {
    conditions(run).delete(waiting);
    listening();
    cancelTimer?.();
  };
  const waiting: Waiting = {
    holds,
    wake: () => {
      leave();
      done.resolve(true);
    },
    fail: (error) => {
      leave();
      done.reject(error);
    },
  };
  const cancelTimer =
    timeout === undefined
      ? undefined
      : startTimer(frame, run.nowMs + toMs(timeout, 'timeout'), () => {
          leave();
          done.resolve(false);
        });
  const listening = scope.whenCancelled(waiting.fail);
  conditions(run).add(waiting);
  return done.promise;
}

/** Wakes the first condition that holds. */
export function wakeOne(run: Run): boolean {
  for (const waiting of conditions(run)) {
    if (isReady(waiting)) {
      waiting.wake();
      return true;
    }
  }
  return false;
}

function isReady(waiting: Waiting): boolean {
  try {
    return waiting.holds();
  } catch (error) {
    waiting.fail(error);
    return true;
  }
}
