// The events of a run, and its state at any of them. The fold is core's: what is seen here is what the engine sees.
//
// Going back is cheap because a snapshot is kept every 500 events: at most that many are folded again. `seq` counts from 1 without
// gaps, so an event's place in the list is its seq less one.
import { applyEvent, emptyRunState, type HistoryEvent, type RunState, snapshot } from '@baton/core';

const SNAPSHOT_EVERY = 500;

export interface RunLog {
  readonly events: readonly HistoryEvent[];
  readonly lastSeq: number;
  /** Takes what is new; what is known already is passed over. False: events are missing in between. */
  readonly append: (events: readonly HistoryEvent[]) => boolean;
  /** The state right after event `seq`; a copy that later events don't reach. */
  readonly stateAt: (seq: number) => RunState;
}

export function createRunLog(): RunLog {
  const events: HistoryEvent[] = [];
  const state = emptyRunState();
  const snapshots: RunState[] = [snapshot(state)];
  return {
    events,
    get lastSeq() {
      return events.length;
    },
    append: (more) => {
      for (const event of more) {
        if (event.seq < state.nextSeq) continue;
        if (event.seq > state.nextSeq) return false;
        applyEvent(state, event);
        events.push(event);
        if (events.length % SNAPSHOT_EVERY === 0) snapshots.push(snapshot(state));
      }
      return true;
    },
    stateAt: (seq) => {
      if (seq >= events.length) return snapshot(state);
      const from = Math.floor(seq / SNAPSHOT_EVERY);
      const past = snapshot(snapshots[from] ?? emptyRunState());
      for (const event of events.slice(from * SNAPSHOT_EVERY, seq)) applyEvent(past, event);
      return past;
    },
  };
}
