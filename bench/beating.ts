// What the parent asks of the process that beats, and what it answers.

/** `called`: each activity calls `ctx.heartbeat` ten times a second. `stored`: as many beats are stored, none is coalesced away. */
export type Mode = 'off' | 'called' | 'stored';

export interface Beaten {
  /** Calls of `ctx.heartbeat` (or beats handed to the storage) since the last change of mode. */
  readonly beats: number;
  readonly stored: number;
  /** Activities that run. */
  readonly running: number;
}

export const BEAT_QUEUE = 'beats';
export const BEAT_EVERY_MS = 100;
export const ACTIVITIES = 1_000;
