// One decision being made: the run as it is, and the transition as it grows.
import { applyNext, type EventBody, type RunRef, type RunStarted, type RunState } from '@baton/core';
import type { Draft } from './draft.ts';
import { forgetClosed } from './forget-closed.ts';
import { remember, type RunMemory } from './run-memory.ts';

/** What of the deciding process matters to a decision. */
export interface Decider {
  /** Whether this process itself runs that activity for runs of that queue. */
  readonly runsInline: (taskQueue: string, name: string) => boolean;
  /** `n` random bytes. */
  readonly random: (n: number) => Uint8Array;
}

export interface Deciding {
  readonly ref: RunRef;
  readonly state: RunState;
  readonly memory: RunMemory;
  readonly draft: Draft;
  readonly decider: Decider;
}

/** Puts an event into the transition and folds it into the state, which keeps only what is open. */
export function record({ ref, state, memory, draft }: Deciding, event: EventBody): void {
  draft.events.push(event);
  remember(memory, ref.runId, event);
  applyNext(state, event, draft.atMs);
  forgetClosed(state, event);
}

/** The event that began the run. @throws {TypeError} if there is none yet, which is a mistake of ours. */
export function startOf(state: RunState): RunStarted {
  if (state.started === null) throw new TypeError('The run has no RunStarted event');
  return state.started;
}
