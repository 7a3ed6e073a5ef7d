import { foldRows, type HistoryRow, type RunId, type RunState } from '@baton/core';
import { remember, type RunMemory } from '../decide/run-memory.ts';

/** The run's state, and what decisions need besides, from its whole history. */
export function foldHistory(runId: RunId, rows: readonly HistoryRow[], memory: RunMemory): RunState {
  for (const row of rows) {
    for (const event of row.events) remember(memory, runId, event);
  }
  return foldRows(rows);
}
