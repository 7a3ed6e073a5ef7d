// A transition while it is being made. It has the shape of one, so that nothing is copied when it is done.
import type { ActivityId, CancelReason, RunRef, StimulusEvent } from '@baton/core';
import type { Transition } from '../storage.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

/** A transition, and what its owner has to do besides. */
export interface Draft extends Mutable<Transition> {
  /** Inline activities to start once this is durable, in the order of the calls. */
  start: ActivityId[];
  /** Attempts in this process whose handler has to be told once this is durable. */
  abort: { readonly activityId: ActivityId; readonly reason: CancelReason }[];
  /** Stimuli that follow from what was recorded, to be applied before anything else. */
  followUps: StimulusEvent[];
  /** Stimuli taken in so far. */
  taken: number;
}

// Most transitions use two or three of these lists: the others share one empty array, which nobody can change.
const NONE: never[] = [];
Object.freeze(NONE);

export function newDraft(ref: RunRef, seq: number, atMs: number): Draft {
  return {
    shard: ref.shard,
    runId: ref.runId,
    seq,
    atMs,
    events: [],
    consume: NONE,
    addWake: null,
    addActivities: NONE,
    closeActivities: NONE,
    cancelActivities: NONE,
    addTimers: NONE,
    removeTimers: NONE,
    addSessions: NONE,
    releaseSessions: NONE,
    outbox: NONE,
    attributes: null,
    close: null,
    start: NONE,
    abort: NONE,
    followUps: NONE,
    taken: 0,
  };
}

/** The list with one more: the same list, unless it is the shared empty one. */
export function plus<T>(list: T[], item: T): T[] {
  if (list.length === 0) return [item];
  list.push(item);
  return list;
}
