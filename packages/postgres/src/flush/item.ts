// What waits for the flusher: a transition or a start, encoded, with its caller.
import { encodeEvents, type InboxId } from '@baton/core';
import type { CommitOutcome, StartOutcome, StartRequest, Transition } from '@baton/engine';

interface Waiting {
  /** Once the answer to a write was lost: what stands at its place may be its own. */
  unsure: boolean;
  /** Writes that failed for reasons that pass (deadlock, time-out). */
  tries: number;
  readonly sizeBytes: number;
  /** JSON text of the row of history. */
  readonly events: string;
  readonly reject: (error: unknown) => void;
}

export interface CommitItem extends Waiting {
  readonly kind: 'commit';
  readonly transition: Transition;
  readonly resolve: (outcome: CommitOutcome) => void;
}

/** `null`: the workflow id is taken; the caller reads by whom. */
export type StartedOutcome = Extract<StartOutcome, { kind: 'started' }> | null;

export interface StartItem extends Waiting {
  readonly kind: 'start';
  readonly request: StartRequest;
  /** As of the last time that it was written. */
  wakeId: InboxId;
  readonly resolve: (outcome: StartedOutcome) => void;
}

export type FlushItem = CommitItem | StartItem;

export function commitItem(transition: Transition): { item: CommitItem; outcome: Promise<CommitOutcome> } {
  const events = encodeEvents(transition.events);
  const { promise, resolve, reject } = deferred<CommitOutcome>();
  const sizeBytes = events.length + sizeOfActivities(transition);
  const item = {
    kind: 'commit' as const,
    transition,
    events,
    sizeBytes,
    unsure: false,
    tries: 0,
    resolve,
    reject,
  };
  return { item, outcome: promise };
}

export function startItem(
  request: StartRequest,
  wakeId: InboxId,
): { item: StartItem; outcome: Promise<StartedOutcome> } {
  const events = encodeEvents([request.event]);
  const { promise, resolve, reject } = deferred<StartedOutcome>();
  const sizeBytes = events.length;
  const item = {
    kind: 'start' as const,
    request,
    wakeId,
    events,
    sizeBytes,
    unsure: false,
    tries: 0,
    resolve,
    reject,
  };
  return { item, outcome: promise };
}

/** Rows of activities repeat their input, which is the only other large thing in a transition. */
function sizeOfActivities(transition: Transition): number {
  return transition.addActivities.length === 0 ? 0 : JSON.stringify(transition.addActivities).length;
}

function deferred<T>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: unknown) => void;
} {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
