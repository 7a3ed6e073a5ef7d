// Why a call about an activity is refused, and when a refusal is only "not yet" or "again".
import {
  foldRows,
  isActivityOpen,
  isClosed,
  RefusedError,
  RunNotFoundError,
  type ActivityState,
  type ErrorCode,
  type RunState,
} from '@baton/core';
import type { ActivityAnswer, ActivityTarget, Storage } from '../storage.ts';

export type RefusalCode = Extract<ActivityAnswer, { kind: 'refused' }>['code'];

const words: Record<Exclude<RefusalCode, 'RUN_NOT_FOUND'>, string> = {
  ACTIVITY_CLOSED: 'is closed, or was never scheduled',
  RUN_CLOSED: 'belongs to a run that has ended',
  STALE_ATTEMPT: 'is at another attempt by now',
  STALE_EPOCH: 'is in another epoch of its session by now',
  ALREADY_COMPLETED: 'was completed with another value; the first one stands',
  NOT_CANCELLED: 'was not asked to stop',
};

/** @throws always */
export function refuse(code: RefusalCode, { runId, activityId }: ActivityTarget): never {
  if (code === 'RUN_NOT_FOUND') throw new RunNotFoundError(runId);
  const stable: ErrorCode = code;
  throw new RefusedError(stable, `Activity ${activityId} of run ${runId} ${words[code]}`);
}

/** How long a caller with a valid token may be earlier than the row that its activity gets: waits of these, a second in all. */
const GRACE_MS = [15, 35, 75, 150, 275, 450] as const;

interface Answer {
  readonly kind: string;
  readonly code?: RefusalCode;
}

/**
 * Calls, and calls again for up to a second while the activity has no row although it is open: a token may travel faster than the
 * append that it belongs to.
 */
export async function withGrace<A extends Answer>(
  storage: Storage,
  target: ActivityTarget,
  call: () => Promise<A>,
): Promise<A> {
  let answer = await call();
  for (const waitMs of GRACE_MS) {
    if (!isAbsent(answer) || !(await mayComeYet(storage, target))) return answer;
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    answer = await call();
  }
  return answer;
}

/** What the history says of the activity; `null` if it doesn't know it. */
export async function recordedActivity(
  storage: Storage,
  target: ActivityTarget,
): Promise<ActivityState | null> {
  const state = await recordedRun(storage, target);
  return state.activities.get(target.activityId) ?? null;
}

function isAbsent({ code }: Answer): boolean {
  return code === 'ACTIVITY_CLOSED';
}

async function mayComeYet(storage: Storage, target: ActivityTarget): Promise<boolean> {
  if ((await storage.readActivity(target, target.activityId)) !== null) return false;
  const state = await recordedRun(storage, target);
  if (isClosed(state.status)) return false;
  const activity = state.activities.get(target.activityId);
  // Not even scheduled: its decision is still held in memory.
  return activity === undefined || isActivityOpen(activity.status);
}

async function recordedRun(storage: Storage, target: ActivityTarget): Promise<RunState> {
  return foldRows(await storage.readHistory(target, 0));
}
