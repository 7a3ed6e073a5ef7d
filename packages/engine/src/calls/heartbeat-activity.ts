// A sign of life from whoever works on an activity, and the answer whether to go on.
import { checkPayload, type CancelReason } from '@baton/core';
import type { ActivityTarget, HeartbeatAnswer, Storage } from '../storage.ts';
import { refuse, withGrace } from './activity-refusal.ts';

export interface Beat {
  /** The checkpoint: up to 256 KiB of JSON. `undefined` keeps the last one. */
  readonly details?: unknown;
  /** Rises within an attempt; a lower one never overwrites. Default: by this process's clock. */
  readonly sequence?: number;
}

export interface BeatAnswer {
  readonly cancelRequested: boolean;
  readonly reason: CancelReason | null;
}

/**
 * Extends the attempt's heartbeat deadline and keeps its checkpoint.
 *
 * @throws {PayloadError} for details that can't be stored.
 * @throws {RefusedError} `ACTIVITY_CLOSED`, `RUN_CLOSED`, `STALE_ATTEMPT`, `STALE_EPOCH`: stop working on it.
 * @throws {RunNotFoundError}
 */
export async function heartbeatActivity(
  storage: Storage,
  target: ActivityTarget,
  beat: Beat,
): Promise<BeatAnswer> {
  const details = beat.details === undefined ? undefined : checkPayload(beat.details, 'details');
  const sequence = beat.sequence ?? nextSequence();
  const answer = await withGrace<HeartbeatAnswer>(storage, target, async () => {
    const [only] = await storage.heartbeat([{ ...target, details, sequence }], 'now');
    if (only === undefined) throw new TypeError('One beat has one answer');
    return only;
  });
  if (answer.kind === 'refused') return refuse(answer.code, target);
  return { cancelRequested: answer.cancelRequested !== null, reason: answer.cancelRequested };
}

let last = 0;

/** Microseconds by the clock, always rising here; two processes that both beat for one attempt are as far apart as their clocks. */
function nextSequence(): number {
  last = Math.max(last + 1, Date.now() * 1_000);
  return last;
}
