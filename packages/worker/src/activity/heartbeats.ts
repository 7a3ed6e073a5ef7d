// The heartbeats of one attempt: the first goes at once, then the latest wins, at most one every 0.8 × the heartbeat timeout.
//
// idle → sending → resting (nothing may go yet) → idle, or sending again if something waits.  stopped: nothing goes any more.
import type { Cancel, HeartbeatAnswer, Scheduler } from '@baton/engine';
import type { Json } from '@baton/core';

export interface Beat {
  readonly details: Json | undefined;
  /** Rises within the attempt. */
  readonly sequence: number;
}

export interface HeartbeatOptions {
  /** `null`: none was asked for; beats only store checkpoints. */
  readonly heartbeatMs: number | null;
  readonly scheduler: Scheduler;
  readonly send: (beat: Beat) => Promise<HeartbeatAnswer>;
  /** Told each answer. */
  readonly answered: (answer: HeartbeatAnswer) => void;
}

export interface Heartbeats {
  readonly beat: (details: Json | undefined) => void;
  /** Stops, and answers the beat that has not been stored yet, if it had details. */
  readonly stop: () => Beat | null;
}

/** Without a heartbeat timeout: a checkpoint a second is enough. */
const CHECKPOINT_EVERY_MS = 1_000;

export function createHeartbeats({ heartbeatMs, scheduler, send, answered }: HeartbeatOptions): Heartbeats {
  const everyMs = heartbeatMs === null ? CHECKPOINT_EVERY_MS : 0.8 * heartbeatMs;
  let sequence = 0;
  let waiting: Beat | null = null;
  let busy = false;
  let stopped = false;
  let cancelRest: Cancel | null = null;

  async function sendNow(beat: Beat): Promise<void> {
    busy = true;
    waiting = null;
    rest();
    try {
      const answer = await send(beat);
      if (!stopped) answered(answer);
    } catch {
      // The database is away. The beat goes with the next one, unless that brings newer details.
      waiting ??= beat;
    }
    busy = false;
    next();
  }

  function rest(): void {
    cancelRest = scheduler.after(everyMs, () => {
      cancelRest = null;
      next();
    });
  }

  function next(): void {
    if (!stopped && !busy && cancelRest === null && waiting !== null) void sendNow(waiting);
  }

  return {
    beat: (details) => {
      if (stopped) return;
      sequence += 1;
      // A bare beat says "alive"; it doesn't take back what the last one said.
      waiting = { details: details ?? waiting?.details, sequence };
      next();
    },
    stop: () => {
      stopped = true;
      cancelRest?.();
      return waiting?.details === undefined ? null : waiting;
    },
  };
}
