// What people are asked. The first decision wins; the same one again is answered as the first was.
import type { ActivityId, Json, RunRef } from '@baton/core';
import type {
  HumanDecide,
  HumanDecideOutcome,
  HumanTaskRecord,
  HumanTaskState,
  NewActivityRow,
} from '../storage.ts';
import { addToInbox } from './inbox.ts';
import type { MemoryActivity, MemoryHumanTask, MemoryRun, MemoryState } from './state.ts';

type EndState = Exclude<HumanTaskState, 'open' | 'claimed'>;

export function openHumanTask(run: MemoryRun, row: NewActivityRow): void {
  if (row.human === null) return;
  const { dueInMs } = row.human;
  run.humanTasks.set(row.activityId, {
    ...run.ref,
    activityId: row.activityId,
    workflow: row.workflow,
    workflowId: row.workflowId,
    spec: row.human,
    state: 'open',
    claimedBy: null,
    createdAtMs: row.scheduledAtMs,
    dueAtMs: dueInMs === null ? null : row.scheduledAtMs + dueInMs,
    closedAtMs: null,
    decision: null,
    requestedBy: run.record.by,
    decidedKey: null,
  });
}

/** As its activity ends, in whatever way. A task that a person has decided keeps what they decided. */
export function closeHumanTask(run: MemoryRun, activityId: ActivityId, how: EndState, atMs: number): void {
  const task = run.humanTasks.get(activityId);
  if (task === undefined || !isOpen(task)) return;
  task.state = how;
  task.closedAtMs = atMs;
}

export function readHumanTask(
  state: MemoryState,
  ref: RunRef,
  activityId: ActivityId,
): HumanTaskRecord | null {
  const task = state.runs.get(ref.runId)?.humanTasks.get(activityId);
  return task === undefined ? null : recordOf(task);
}

export function decideHumanTask(state: MemoryState, request: HumanDecide): HumanDecideOutcome {
  const run = state.runs.get(request.runId);
  const task = run?.humanTasks.get(request.activityId);
  if (run === undefined || task === undefined) return { kind: 'notFound' };
  if (task.decidedKey === request.idempotencyKey) return { kind: 'repeated' };
  const activity = run.activities.get(request.activityId);
  if (!isOpen(task) || activity === undefined || activity.state === 'done')
    return { kind: 'closed', task: recordOf(task) };
  record(task, request, state.nowMs());
  end(state, run, activity, request);
  return { kind: 'recorded' };
}

export interface HumanClaim extends RunRef {
  readonly activityId: ActivityId;
  /** `null` gives it back. */
  readonly by: string | null;
  readonly expected: 'open' | 'claimed';
}

export function claimHumanTask(state: MemoryState, claim: HumanClaim): HumanTaskRecord | null {
  const task = state.runs.get(claim.runId)?.humanTasks.get(claim.activityId);
  if (task?.state !== claim.expected) return null;
  task.state = claim.by === null ? 'open' : 'claimed';
  task.claimedBy = claim.by;
  return recordOf(task);
}

function record(task: MemoryHumanTask, { decision, idempotencyKey }: HumanDecide, nowMs: number): void {
  task.decidedKey = idempotencyKey;
  task.closedAtMs = nowMs;
  task.state = decision.kind === 'complete' ? 'completed' : 'failed';
  if (decision.kind === 'complete') task.decision = decision.decision;
}

function end(state: MemoryState, run: MemoryRun, activity: MemoryActivity, request: HumanDecide): void {
  const { activityId } = activity;
  const { decision, actor: by, idempotencyKey: completionKey } = request;
  activity.state = 'done';
  if (decision.kind === 'complete') {
    activity.outcome = 'completed';
    activity.completionKey = completionKey;
    const result = { ...decision.decision } satisfies Json;
    addToInbox(state, run, { kind: 'activityCompleted', activityId, result, by, completionKey });
  } else {
    activity.outcome = 'failed';
    activity.lastFailure = decision.failure;
    addToInbox(state, run, { kind: 'activityFailed', activityId, failure: decision.failure, by });
  }
}

function isOpen(task: MemoryHumanTask): boolean {
  return task.state === 'open' || task.state === 'claimed';
}

function recordOf({ decidedKey: _, ...record }: MemoryHumanTask): HumanTaskRecord {
  return record;
}
