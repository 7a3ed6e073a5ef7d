import { foldRows, type HistoryRow, type RunRef, type RunState } from '@baton/core';
import { remember, type RunMemory } from '../decide/run-memory.ts';

export interface Folded {
  readonly ref: RunRef;
  readonly state: RunState;
  readonly memory: RunMemory;
}

/** Folds a whole history into a state, and what decisions need besides. */
export function foldHistory({ ref, state, memory }: Folded, rows: readonly HistoryRow[]): void {
  for (const row of rows) {
    for (const event of row.events) remember(memory, ref.runId, event);
  }
  foldRows(rows, state);
}
