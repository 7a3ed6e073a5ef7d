// The heartbeats of one attempt: the first goes at once, then the latest wins, at most one every 0.8 × the heartbeat timeout; where the
// workflow listens, as often as it wants to hear.
//
// idle → sending → resting (nothing may go yet) → idle, or sending again if something waits.  stopped: nothing goes any more.
import type { Cancel, HeartbeatAnswer, Scheduler } from '@baton/engine';
import type { Json, RecordedActivityOptions } from '@baton/core';

export interface Beat {
  readonly details: Json | undefined;
  /** Rises within the attempt. */
  readonly sequence: number;
}

export interface HeartbeatOptions {
  /** Without `heartbeatMs` beats only store checkpoints. */
  readonly options: Pick<RecordedActivityOptions, 'heartbeatMs' | 'deliverHeartbeatsMs'>;
  readonly scheduler: Scheduler;
  readonly send: (beat: Beat) => Promise<HeartbeatAnswer>;
  /** Told each answer. */
  readonly answered: (answer: HeartbeatAnswer) => void;
}

export interface Heartbeats {
  readonly beat: (details: Json | undefined) => void;
  /** The latest details, stored or not. */
  readonly last: () => Json | undefined;
  /** Stops, and answers the latest beat that may not have been stored, if it had details. */
  readonly stop: () => Beat | null;
}

/** Without a heartbeat timeout: a checkpoint a second is enough. */
const CHECKPOINT_EVERY_MS = 1_000;

export function createHeartbeats({ options, scheduler, send, answered }: HeartbeatOptions): Heartbeats {
  const everyMs = intervalOf(options);
  let sequence = 0;
  let last: Json | undefined;
  let waiting: Beat | null = null;
  let sending: Beat | null = null;
  let stopped = false;
  let cancelRest: Cancel | null = null;

  async function sendNow(beat: Beat): Promise<void> {
    sending = beat;
    waiting = null;
    rest();
    try {
      const answer = await send(beat);
      if (!stopped) answered(answer);
    } catch {
      // The database is away. What it said goes with the next one, unless that brings newer details.
      waiting = merged(beat, waiting);
    }
    sending = null;
    next();
  }

  function rest(): void {
    cancelRest = scheduler.after(everyMs, () => {
      cancelRest = null;
      next();
    });
  }

  function next(): void {
    if (!stopped && sending === null && cancelRest === null && waiting !== null) void sendNow(waiting);
  }

  return {
    beat: (details) => {
      if (stopped) return;
      sequence += 1;
      last = details ?? last;
      // A bare beat says "alive"; it doesn't take back what the last one said.
      waiting = { details: details ?? waiting?.details, sequence };
      next();
    },
    last: () => last,
    stop: () => {
      stopped = true;
      cancelRest?.();
      return [waiting, sending].find((beat) => beat?.details !== undefined) ?? null;
    },
  };
}

function merged(older: Beat, newer: Beat | null): Beat {
  return newer === null ? older : { ...newer, details: newer.details ?? older.details };
}

function intervalOf({ heartbeatMs, deliverHeartbeatsMs }: HeartbeatOptions['options']): number {
  const aliveMs = heartbeatMs === null ? CHECKPOINT_EVERY_MS : 0.8 * heartbeatMs;
  return Math.min(aliveMs, deliverHeartbeatsMs ?? Infinity);
}
