import { LONG_HISTORY_EVENTS, MAX_HISTORY_EVENTS } from '@baton/core';
import type { OwnerLimits } from './types.ts';

export const defaultLimits: OwnerLimits = {
  residentRuns: 10_000,
  inlineSlots: 1_000,
  holdMs: 50,
  pollMs: 1_000,
  fullScanMs: 30_000,
  // Ids are made by the database as rows are written: a row becomes visible later than a newer one only by the length of a transaction.
  overlapMs: 5_000,
  // So long takes a transaction that is not held up. What takes longer is found by a reading that goes farther, within a second.
  nearOverlapMs: 300,
  loadBatch: 200,
  stimuliPerTransition: 100,
  historyWarnEvents: LONG_HISTORY_EVENTS,
  historyMaxEvents: MAX_HISTORY_EVENTS,
};
