// The tokens that the server signed for what this worker has claimed.
import type { ActivityTarget, ActivityTask } from '@baton/engine';
import type { AttemptTokens } from '../worker-storage.ts';

interface Signed {
  readonly activity: string;
  readonly attempt: string;
}

export interface ClaimedTokens extends AttemptTokens {
  keep(task: ActivityTask, tokens: Signed): void;
  /** What speaks for an attempt; `null` once it has ended. */
  of(target: ActivityTarget): string | null;
  forget(target: ActivityTarget): void;
}

export function claimedTokens(): ClaimedTokens {
  const signed = new Map<string, Signed>();
  const need = (of: Parameters<AttemptTokens['attemptToken']>[0]): Signed => {
    const found = signed.get(keyOf(of));
    if (found === undefined) throw new TypeError('The attempt has ended: it has no token any more');
    return found;
  };
  return {
    keep: (task, tokens) => void signed.set(keyOf(task), tokens),
    of: (target) => signed.get(keyOf(target))?.attempt ?? null,
    forget: (target) => void signed.delete(keyOf(target)),
    // What runs is a claimed task, whatever of it the signer's interface asks for.
    activityToken: (of) => need(of as ActivityTask).activity,
    attemptToken: (of) => need(of).attempt,
  };
}

function keyOf({
  runId,
  activityId,
  attempt,
}: Pick<ActivityTarget, 'runId' | 'activityId' | 'attempt'>): string {
  return `${runId} ${activityId} ${attempt ?? ''}`;
}
