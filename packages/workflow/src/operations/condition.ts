import { type Duration } from '@baton/core';
import { msOf } from '../run/author-input.ts';
import { callSite, type CallSite } from '../run/call-site.ts';
import { deferred } from '../run/deferred.ts';
import { commandFrame, enter } from '../run/frame.ts';
import { perRun, type Run } from '../run/run.ts';
import { startTimer } from './timer.ts';

interface Waiting {
  readonly site: CallSite;
  /** Throws what the predicate throws. */
  readonly holds: () => boolean;
  readonly wake: () => void;
  readonly fail: (error: unknown) => void;
  /** It didn't hold: from now on the time runs. */
  readonly stay: () => void;
}

const conditions = perRun(() => new Set<Waiting>());

/**
 * Waits until `predicate` is true: now, or after the signal, result or timer that makes it so. False: `timeout` passed first.
 *
 * The predicate only looks at the workflow's variables. Who waits longest is woken first, and runs before the next one is
 * asked: `await condition(() => !busy); busy = true;` is a lock.
 * @throws {CancelledError} if its scope is cancelled. @throws what the predicate throws.
 */
export function condition(predicate: () => boolean, timeout?: Duration): Promise<boolean> {
  const frame = commandFrame('condition()');
  const { run, scope } = frame;
  const timeoutMs = timeout === undefined ? undefined : msOf(timeout, 'timeout');
  const looking = { ...frame, readOnly: true };
  const done = deferred<boolean>();
  if (scope.cancelledWith !== null) {
    done.reject(scope.cancelledWith);
    return done.promise;
  }
  let cancelTimer: (() => void) | undefined;
  const leave = (): void => {
    conditions(run).delete(waiting);
    listening();
    cancelTimer?.();
  };
  const answer = (held: boolean): void => {
    leave();
    done.resolve(held);
  };
  const waiting: Waiting = {
    site: callSite(condition),
    holds: () => enter(looking, predicate),
    wake: () => answer(true),
    fail: (error) => {
      leave();
      done.reject(error);
    },
    stay: () => {
      if (timeoutMs === undefined) return;
      cancelTimer ??= startTimer(frame, run.nowMs + timeoutMs, () => answer(false));
    },
  };
  const listening = scope.whenCancelled(waiting.fail);
  // Even if it holds now: all who ask in this turn would find it so, and none of them could rely on it.
  conditions(run).add(waiting);
  return done.promise;
}

/** Where those that wait were called. */
export function openConditions(run: Run): readonly CallSite[] {
  return [...conditions(run)].map(({ site }) => site);
}

/** Wakes the first condition that holds. */
export function wakeOne(run: Run): boolean {
  const waitings = conditions(run);
  for (const waiting of waitings) {
    if (isReady(waiting)) {
      waiting.wake();
      return true;
    }
  }
  for (const waiting of waitings) waiting.stay();
  return false;
}

/** Also if it fails: then the code has to hear that. */
function isReady(waiting: Waiting): boolean {
  try {
    return waiting.holds();
  } catch (error) {
    waiting.fail(error);
    return true;
  }
}
