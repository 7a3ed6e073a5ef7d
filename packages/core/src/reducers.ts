// The shape of the reducer's parts: a function for each type of event, complete by compilation.
import type { EventBody, EventType } from './events.ts';
import type { RunState } from './run-state.ts';

/** Where in the history an event stands. */
export interface Place {
  readonly seq: number;
  readonly atMs: number;
}

export type Reducers<T extends EventType> = {
  readonly [K in T]: (state: RunState, event: Extract<EventBody, { type: K }>, place: Place) => void;
};
