// Completing an activity from outside. The first result stands; the same one again is answered as the first was.
import { createHash } from 'node:crypto';
import { canonicalJson, checkPayload, type Actor } from '@baton/core';
import type { ActivityAnswer, ActivityTarget, Storage } from '../storage.ts';
import { recordedActivity, refuse, withGrace, type RefusalCode } from './activity-refusal.ts';

export interface Completion {
  readonly value: unknown;
  /** Default: a hash of the value. */
  readonly idempotencyKey?: string;
  readonly by?: Actor;
}

export interface CompletionAnswer {
  readonly alreadyCompleted: boolean;
}

/**
 * Completes the activity that a token names, or that was named by its ids (`attempt` and `epoch` null: whatever the attempt).
 *
 * @throws {PayloadError} for a value that can't be stored.
 * @throws {RefusedError} `ACTIVITY_CLOSED`, `RUN_CLOSED`, `STALE_ATTEMPT`, `STALE_EPOCH`, `ALREADY_COMPLETED`
 * @throws {RunNotFoundError}
 */
export async function completeActivity(
  storage: Storage,
  target: ActivityTarget,
  { value, idempotencyKey, by }: Completion,
): Promise<CompletionAnswer> {
  const result = checkPayload(value, 'value');
  const completionKey = idempotencyKey ?? hashOf(result);
  const meta = { completionKey, ...(by === undefined ? {} : { by }) };
  const answer = await withGrace<ActivityAnswer>(storage, target, () =>
    storage.completeActivity(target, result, meta),
  );
  switch (answer.kind) {
    case 'ok':
      return { alreadyCompleted: false };
    case 'alreadyCompleted':
      return { alreadyCompleted: true };
    case 'refused':
      return refusedOrRepeated(storage, target, completionKey, answer.code);
  }
}

function hashOf(result: Parameters<typeof canonicalJson>[0]): string {
  return createHash('sha256').update(canonicalJson(result)).digest('base64url');
}

/** The row is gone once the run has read the result; the history remembers the key, also after the run's end. */
async function refusedOrRepeated(
  storage: Storage,
  target: ActivityTarget,
  completionKey: string,
  code: RefusalCode,
): Promise<CompletionAnswer> {
  if (code !== 'ACTIVITY_CLOSED' && code !== 'RUN_CLOSED') return refuse(code, target);
  const recorded = await recordedActivity(storage, target);
  if (recorded?.status !== 'completed' || recorded.completionKey === null) return refuse(code, target);
  if (recorded.completionKey === completionKey) return { alreadyCompleted: true };
  return refuse(code === 'RUN_CLOSED' ? code : 'ALREADY_COMPLETED', target);
}
