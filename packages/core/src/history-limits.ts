// How long a history may be. Replay reads it from its start, so a long one makes every recovery slow.

/** From this many events on people are warned, and `runInfo().continueAsNewSuggested` is true. */
export const LONG_HISTORY_EVENTS = 10_000;
/** A run whose history has this many events fails with `HISTORY_TOO_LARGE` when it is to go on. */
export const MAX_HISTORY_EVENTS = 50_000;
