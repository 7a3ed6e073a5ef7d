// What a workflow gets when it calls an activity.
import type { ActivityId, Duration, Json } from '@baton/core';
import { thrownAt, type CallSite } from '../run/call-site.ts';

export interface HeartbeatOptions {
  /** At most one beat per this long. Default 1 second. */
  readonly minInterval?: Duration;
}

/** An activity that has been called: a promise of its result. */
export interface ActivityPromise<T, Checkpoint = Json> extends Promise<T> {
  /** Counts up from `"1"` in the order of the calls; empty if nothing was scheduled. */
  readonly id: ActivityId;
  /** Asks it to stop. With cancellation `try` and `abandon` the promise rejects at once with a `CancelledError`. */
  readonly cancel: (reason?: string) => void;
  /** Closes it with a result of the workflow's own. */
  readonly complete: (value: T) => void;
  /** Closes it with a failure of the workflow's own; no attempt follows. */
  readonly fail: (error: unknown) => void;
  /**
   * Calls `handler` with the details of heartbeats, the latest if several come at once, never after the result. Call it in the
   * same breath as the activity: it is recorded when the activity is scheduled.
   * @throws {TypeError} if it is too late for that.
   */
  readonly onHeartbeat: (handler: (details: Checkpoint) => unknown, options?: HeartbeatOptions) => void;
}

/** What there is to do with a call, of which `P` is what is known. */
interface Deeds<P> {
  readonly idOf: (pending: P) => ActivityId;
  readonly cancel: (pending: P, reason?: string) => void;
  readonly complete: (pending: P, value: unknown) => void;
  readonly fail: (pending: P, error: unknown) => void;
  readonly onHeartbeat: (pending: P, handler: (details: Json) => unknown, options?: HeartbeatOptions) => void;
}

const pendingOf = Symbol('pending');

/**
 * Makes the promise of a call what its author sees. What it has besides `then` is made when it is looked at, since most calls are only awaited, and
 * closures of their own would cost each call more than all the rest of it. The constructor stays `Promise`, so awaiting takes as many turns as for
 * any promise.
 */
export function activityHandles<P>(
  deeds: Deeds<P>,
): <T, Checkpoint>(promise: Promise<unknown>, pending: P) => ActivityPromise<T, Checkpoint> {
  type Handle = Promise<unknown> & { readonly [pendingOf]: P };
  const prototype = Object.create(Promise.prototype, {
    id: {
      get(this: Handle) {
        return deeds.idOf(this[pendingOf]);
      },
    },
    cancel: {
      get(this: Handle) {
        return (reason?: string) => deeds.cancel(this[pendingOf], reason);
      },
    },
    complete: {
      get(this: Handle) {
        return (value: unknown) => deeds.complete(this[pendingOf], value);
      },
    },
    fail: {
      get(this: Handle) {
        return (error: unknown) => deeds.fail(this[pendingOf], error);
      },
    },
    onHeartbeat: {
      get(this: Handle) {
        return (handler: (details: Json) => unknown, options?: HeartbeatOptions) =>
          deeds.onHeartbeat(this[pendingOf], handler, options);
      },
    },
  }) as object;
  return <T, Checkpoint>(promise: Promise<unknown>, pending: P) => {
    // What the activity answered; its author's types are the word for it.
    const handle = promise as ActivityPromise<T, Checkpoint> & { [pendingOf]?: P };
    handle[pendingOf] = pending;
    return Object.setPrototypeOf(handle, prototype) as ActivityPromise<T, Checkpoint>;
  };
}

const nothing = (): void => undefined;

/** A promise that rejects without anything having been asked for. */
export function refused<T, Checkpoint>(error: Error, site: CallSite): ActivityPromise<T, Checkpoint> {
  return Object.assign(Promise.reject<T>(thrownAt(error, site)), {
    id: '' as ActivityId,
    cancel: nothing,
    complete: nothing,
    fail: nothing,
    onHeartbeat: nothing,
  });
}
