// Why an attempt was refused, by what stands in the tables afterwards.
import type { CancelReason, RunStatus } from '@baton/core';
import type { ActivityAnswer, ActivityRowState, ActivityTarget } from '@baton/engine';
import type { Parts } from '../parts.ts';

export interface SeenActivity {
  readonly run_status: RunStatus;
  /** `null`, as all that follows: there is no row. */
  readonly state: ActivityRowState | null;
  readonly attempt: number | null;
  readonly epoch: number | null;
  readonly outcome: 'completed' | 'failed' | 'cancelled' | null;
  readonly completion_key: string | null;
  readonly cancel_requested: CancelReason | null;
}

type Refused = Extract<ActivityAnswer, { kind: 'refused' }>;

/** `null`: there is no such run. */
export async function lookAt({ db }: Parts, target: ActivityTarget): Promise<SeenActivity | null> {
  const { shard, runId, activityId } = target;
  const [row] = await db.run<SeenActivity>('look-at-activity', [shard, runId, activityId]);
  return row ?? null;
}

/** `null`: the target is the open attempt of an open activity, and nothing stands against it (any more). */
export function refusalOf(seen: SeenActivity | null, target: ActivityTarget): Refused | null {
  const code = codeOf(seen, target);
  return code === null ? null : { kind: 'refused', code };
}

function codeOf(seen: SeenActivity | null, target: ActivityTarget): Refused['code'] | null {
  if (seen === null) return 'RUN_NOT_FOUND';
  if (seen.run_status !== 'running') return 'RUN_CLOSED';
  if (seen.state === null) return 'ACTIVITY_CLOSED';
  if (target.epoch !== null && target.epoch !== seen.epoch) return 'STALE_EPOCH';
  // A queued row has begun `attempt` attempts and ended them all.
  const isOver = seen.state === 'queued' || target.attempt !== seen.attempt;
  if (target.attempt !== null && isOver) return 'STALE_ATTEMPT';
  return seen.state === 'done' ? 'ACTIVITY_CLOSED' : null;
}

/** What a second completion hears: the same key is answered as the first was. */
export function afterTheEnd(seen: SeenActivity, completionKey: string | undefined): ActivityAnswer {
  if (seen.outcome !== 'completed') return { kind: 'refused', code: 'ACTIVITY_CLOSED' };
  if (completionKey !== undefined && completionKey === seen.completion_key)
    return { kind: 'alreadyCompleted' };
  return { kind: 'refused', code: 'ALREADY_COMPLETED' };
}
