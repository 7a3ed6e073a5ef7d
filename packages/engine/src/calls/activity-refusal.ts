// Why a call about an activity is refused, and when a refusal is only "not yet" or "again".
import {
  foldRows,
  isActivityOpen,
  isClosed,
  RefusedError,
  RunNotFoundError,
  type RunRef,
  type RunStarted,
  type ActivityState,
  type ErrorCode,
  type RunState,
} from '@baton/core';
import type { ActivityAnswer, ActivityTarget, InboxRow, Storage } from '../storage.ts';

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
 * append that it belongs to. If none has come by then, its owner is slow, or has died and another will give it one: the caller is to
 * come again, and is never told that an open activity is closed.
 *
 * @throws {RefusedError} `UNAVAILABLE`
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
  if (!isAbsent(answer) || !(await mayComeYet(storage, target))) return answer;
  const { activityId, runId } = target;
  const message = `Activity ${activityId} of run ${runId} has begun, and can't be told of yet; nothing was done: try again`;
  throw new RefusedError('UNAVAILABLE', message);
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
  if (activity !== undefined) return isActivityOpen(activity.status);
  return state.nextSeq === 2 && state.started !== null && isHeld(storage, target, state.started);
}

/** Whether the run's first decision may be in its owner's memory only. Later ones are stored before anything of them begins. */
async function isHeld(
  storage: Storage,
  { shard, runId }: RunRef,
  { taskQueue }: RunStarted,
): Promise<boolean> {
  const rows = await storage.pollInbox(new Map([[taskQueue, [shard]]]), null, INBOX_LIMIT);
  const isWake = (row: InboxRow): boolean => row.runId === runId && row.body.kind === 'wake';
  return rows.some(isWake) || rows.length === INBOX_LIMIT;
}

/** With more than these before it in its shard, a wake row is taken to be there. */
const INBOX_LIMIT = 500;

async function recordedRun(storage: Storage, target: ActivityTarget): Promise<RunState> {
  return foldRows(await storage.readHistory(target, 0));
}
